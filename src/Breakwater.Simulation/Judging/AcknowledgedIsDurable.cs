using Breakwater.Simulation.InMemory;

namespace Breakwater.Simulation.Judging;

/// <summary>
/// P1, P2, P11: an acknowledged event is in the store at that moment and at the end, once, under one id, byte for byte. What retention
/// removes has to be old enough, and nothing of it may be owed.
/// </summary>
internal sealed class AcknowledgedIsDurable(Truth truth) : IPromise
{
    private readonly Dictionary<(string Source, string Id), Fact.Acknowledged> acknowledged = [];

    /// <inheritdoc />
    public void Hear(Fact fact)
    {
        switch (fact)
        {
            case Fact.Acknowledged now:
                Look(now, "when it was acknowledged");
                Remember(now);
                break;
            case Fact.Pruned pruned:
                Judge(pruned);
                acknowledged.Remove((pruned.Row.Event.Source, pruned.Row.Event.IdempotencyId));
                acknowledged.Remove((pruned.Row.Event.Source, pruned.Row.Event.Id.ToString()));
                break;
        }
    }

    /// <inheritdoc />
    public void End()
    {
        foreach (var now in acknowledged.Values)
        {
            Look(now, "at the end");
        }

        foreach (var twice in truth.Rows.Events.Values.GroupBy(row => (row.Event.Source, row.Event.IdempotencyId)).Where(same => same.Count() > 1))
        {
            Truth.Break("P2", twice.Key.IdempotencyId, $"{twice.Key.IdempotencyId} was recorded {twice.Count()} times");
        }
    }

    private void Remember(Fact.Acknowledged now)
    {
        var posting = now.Posting;
        if (acknowledged.TryGetValue(KeyOf(now), out var first) && first.Receipt.Id != now.Receipt.Id)
        {
            Truth.Break("P2", posting.Id, $"{posting.Id} was acknowledged as {first.Receipt.Id}, and again as {now.Receipt.Id}");
        }

        acknowledged.TryAdd(KeyOf(now), now);
    }

    /// <summary>Where each arrival is an event of its own, it is known by the id that it was given.</summary>
    private static (string Source, string Id) KeyOf(Fact.Acknowledged now) =>
        (now.Posting.Source, now.Posting.Id.Length > 0 ? now.Posting.Id : now.Receipt.Id.ToString());

    private EventRow? RowOf(Fact.Acknowledged now) => now.Posting.Id.Length > 0
        ? truth.Event(now.Posting.Source, now.Posting.Id)
        : truth.Rows.Events.GetValueOrDefault(now.Receipt.Id.Value);

    private void Judge(Fact.Pruned pruned)
    {
        var evt = pruned.Row.Event;
        if (pruned.Row.Deliveries.Find(row => row.Stored.State == Model.DeliveryState.Waiting) is { } owed)
        {
            Truth.Break("P1", evt.IdempotencyId, $"{evt.Id} was removed, and {owed.Stored.Id} of it is owed");
        }

        if (evt.ReceivedAt > pruned.Now - truth.Course.Last.Store.Keep)
        {
            Truth.Break("P1", evt.IdempotencyId, $"{evt.Id} was removed after {pruned.Now - evt.ReceivedAt}, and is to be kept for {truth.Course.Last.Store.Keep}");
        }
    }

    private void Look(Fact.Acknowledged now, string when)
    {
        var posting = now.Posting;
        if (RowOf(now) is not { } row)
        {
            Truth.Break("P1", posting.Id, $"{posting.Id} was acknowledged by {now.Node}, and {when} it is not in the store");
        }
        else if (row.Event.Id != now.Receipt.Id)
        {
            Truth.Break("P2", posting.Id, $"{posting.Id} was acknowledged as {now.Receipt.Id}, and {when} the store has it as {row.Event.Id}");
        }
        else if (!row.Event.Body.Span.SequenceEqual(now.Body.Span))
        {
            Truth.Break("P11", posting.Id, $"the body of {posting.Id} is {when} not what was sent");
        }
    }
}
