namespace Breakwater.Simulation.Judging;

/// <summary>P1, P2, P11: an acknowledged event is in the store at that moment and at the end, once, under one id, byte for byte.</summary>
internal sealed class AcknowledgedIsDurable(Truth truth) : IPromise
{
    private readonly Dictionary<(string Source, string Id), Fact.Acknowledged> acknowledged = [];

    /// <inheritdoc />
    public void Hear(Fact fact)
    {
        if (fact is not Fact.Acknowledged now)
        {
            return;
        }

        var posting = now.Posting;
        if (acknowledged.TryGetValue((posting.Source, posting.Id), out var first) && first.Receipt.Id != now.Receipt.Id)
        {
            Truth.Break("P2", posting.Id, $"{posting.Id} was acknowledged as {first.Receipt.Id}, and again as {now.Receipt.Id}");
        }

        acknowledged.TryAdd((posting.Source, posting.Id), now);
        Look(now, "when it was acknowledged");
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

    private void Look(Fact.Acknowledged now, string when)
    {
        var posting = now.Posting;
        if (truth.Event(posting.Source, posting.Id) is not { } row)
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
