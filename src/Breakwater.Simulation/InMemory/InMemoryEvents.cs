using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Simulation.InMemory;

internal sealed class InMemoryEvents(Rows rows, CommitGate gate) : IEventStore
{
    public Task<IReadOnlyList<Receipt>> RecordAsync(IReadOnlyList<Storage.Recording> group, CancellationToken cancellation) =>
        gate.CommitAsync<IReadOnlyList<Receipt>>(() => [.. group.Select(recording => Record(rows, recording)).ToList().Select(AsItStands)], cancellation);

    public Task<IReadOnlyDictionary<string, EventId>> KnownAsync(string source, IReadOnlyList<string> ids, CancellationToken cancellation) =>
        gate.ReadAsync<IReadOnlyDictionary<string, EventId>>(
            () => ids.Distinct(StringComparer.Ordinal).Where(id => rows.Identities.ContainsKey((source, id)))
                .ToDictionary(id => id, id => rows.Identities[(source, id)].Event.Id, StringComparer.Ordinal),
            cancellation);

    public Task<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken cancellation) =>
        gate.CommitAsync(() => Prune(before, limit), cancellation);

    private Receipt AsItStands(Receipt receipt) => receipt.Ordered is null
        ? receipt
        : receipt with { Ordered = [.. receipt.Ordered.Select(delivery => rows.Deliveries[delivery.Id.Value].Delivery)] };

    public static Receipt Record(Rows rows, Storage.Recording recording)
    {
        var evt = recording.Event;
        if (rows.Identities.TryGetValue((evt.Source, evt.IdempotencyId), out var first))
        {
            return CountAgain(rows, first, evt);
        }

        var row = new EventRow { Event = evt };
        rows.Events.Add(evt.Id.Value, row);
        rows.Identities.Add((evt.Source, evt.IdempotencyId), row);
        rows.Saw(evt.Id.Value);
        rows.Census.Came(row);
        var ordered = rows.Add(recording.Deliveries, again: false);
        rows.LastAt[evt.Source] = Later(rows.LastAt.GetValueOrDefault(evt.Source), evt.ReceivedAt);
        rows.Watch?.Recorded(recording);
        var made = recording.Claims.SelectMany(claim => rows.Judge(claim, evt)).ToList();
        return new Receipt(evt.Id, Duplicate: false) { Ordered = ordered.Count > 0 ? ordered : null, Made = made.Count > 0 ? made : null };
    }

    /// <summary>The very same recording again (its commit was judged lost, and was not) is no duplicate.</summary>
    private static Receipt CountAgain(Rows rows, EventRow first, Event evt)
    {
        if (first.Event.Id == evt.Id)
        {
            return new Receipt(evt.Id, Duplicate: false);
        }

        first.Duplicates++;
        rows.Census.Again(first);
        first.LastDuplicateAt = Later(first.LastDuplicateAt ?? default, evt.ReceivedAt);
        return new Receipt(first.Event.Id, Duplicate: true);
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private int Prune(DateTimeOffset before, int limit)
    {
        if (rows.Census.Oldest >= before)
        {
            return 0;
        }

        var gone = rows.Events.Values.Where(e => IsOver(e, before)).Take(limit).ToList();
        foreach (var row in gone)
        {
            rows.Events.Remove(row.Event.Id.Value);
            rows.Census.Went(row);
            rows.Identities.Remove((row.Event.Source, row.Event.IdempotencyId));
            foreach (var entity in rows.Entities.Values)
            {
                foreach (var said in entity.History.Values.Where(said => said.EventId == row.Event.Id).ToList())
                {
                    entity.History.Remove(said.Number);
                }
            }

            foreach (var delivery in row.Deliveries)
            {
                rows.Remove(delivery);
                foreach (var answer in rows.GoodAnswers.Where(answer => answer.Value.Delivery == delivery.Stored.Id).ToList())
                {
                    rows.GoodAnswers.Remove(answer.Key);
                }
            }

            rows.Lines.Forget(row.Event);
            rows.Watch?.Pruned(row);
        }

        rows.Census.Look(rows.Events.Values);
        return gone.Count;
    }

    private bool IsOver(EventRow row, DateTimeOffset before) =>
        row.Event.ReceivedAt < before
        && !rows.Entities.Values.Any(entity => entity.Early.Any(early => early.EventId == row.Event.Id))
        && row.Deliveries.TrueForAll(d => d.Delivery.State != DeliveryState.Waiting && d.Delivery.SettledAt < before && !rows.Lines.Holds(d));
}
