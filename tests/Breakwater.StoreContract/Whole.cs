using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.StoreContract;

/// <summary>Everything that a store holds, as text.</summary>
internal static class Whole
{
    public static async Task<string> OfAsync(IStore store, CancellationToken cancellation)
    {
        var lines = new List<string>();
        foreach (var line in (await store.Search.EventsAsync(new EventFilter(), new PageRequest(5_000, null), cancellation)).Items)
        {
            lines.Add(Described.Text((await store.Search.EventAsync(line.Event.Id, cancellation))!.Summary));
        }

        foreach (var line in (await store.Search.DeliveriesAsync(new DeliveryFilter(), new PageRequest(5_000, null), cancellation)).Items)
        {
            lines.Add(Described.Text(await store.Search.DeliveryAsync(line.Delivery.Id, cancellation)));
        }

        lines.AddRange((await store.Replays.ListAsync(100, cancellation)).Select(Described.Text));
        lines.Add(Described.Text(await store.Search.CountsAsync(cancellation)));
        lines.Add(Described.Text(await store.Deliveries.BacklogsAsync(cancellation)));
        return Described.Lines(lines);
    }
}
