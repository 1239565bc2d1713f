using Breakwater.Model;
using Breakwater.Storage;
using Xunit;

namespace Breakwater.StoreContract;

/// <summary>What waits can be made due earlier: after the clock went back.</summary>
public abstract class ForwardContract : StoreCase
{
    [Fact]
    public async Task What_waits_is_brought_forward_part_by_part_each_once_and_never_before_the_bound()
    {
        var start = Samples.Now;
        var ids = await RecordAsync(5);
        await Store.Events.RecordAsync([Samples.Recording("other", "mail")], Cancellation);
        int[] hours = [1, 3, 3, 3, 9];
        var settlements = ids.Zip(hours, (id, wait) => Samples.Settlement(id, 1, DeliveryState.Waiting, start.AddHours(wait))).ToList();
        await Store.Deliveries.SettleAsync(settlements, [], Cancellation);

        var step = new Forwarding
        {
            Destination = "crm",
            After = new DueMark(start.AddHours(2), default),
            By = TimeSpan.FromHours(2),
            NotBefore = start.AddHours(2),
            Limit = 2,
        };
        var steps = 0;
        for (DueMark? mark = step.After; mark is { } after; steps++)
        {
            mark = await Store.Deliveries.BringForwardAsync(step with { After = after }, Cancellation);
        }

        await CrashAsync();
        Assert.Equal(3, steps);
        Assert.Equal([1, 2, 2, 2, 7], (await WaitsAsync(ids)).Select(at => (at - start).TotalHours));
        Assert.Null(await Store.Deliveries.BringForwardAsync(
            step with { After = new DueMark(start.AddHours(5), default), NotBefore = start.AddHours(5), By = TimeSpan.MaxValue }, Cancellation));
        Assert.Equal([1, 2, 2, 2, 5], (await WaitsAsync(ids)).Select(at => (at - start).TotalHours));
        Assert.Null(await Store.Deliveries.BringForwardAsync(step with { Destination = "nowhere" }, Cancellation));
    }

    private async Task<IReadOnlyList<DateTimeOffset>> WaitsAsync(IEnumerable<DeliveryId> ids)
    {
        var waits = new List<DateTimeOffset>();
        foreach (var id in ids)
        {
            waits.Add((await Store.Search.DeliveryAsync(id, Cancellation))!.Summary.Delivery.NextAttemptAt!.Value);
        }

        return waits;
    }

    private async Task<List<DeliveryId>> RecordAsync(int count)
    {
        var recordings = Enumerable.Range(0, count).Select(number => Samples.Recording($"e{number}", "crm")).ToList();
        await Store.Events.RecordAsync(recordings, Cancellation);
        return [.. recordings.Select(recording => recording.Deliveries[0].Id)];
    }
}
