using Breakwater.Model;
using Breakwater.Simulation.InMemory;

namespace Breakwater.Simulation.Judging;

/// <summary>P6: where order is asked for, nothing is sent that is older than what the destination is known to have of the same key.</summary>
internal sealed class OldNewsNeverWins(Truth truth) : IPromise
{
    private readonly Dictionary<Line, News> newest = [];

    /// <inheritdoc />
    public void Hear(Fact fact)
    {
        switch (fact)
        {
            case Fact.Settled { Delivery: { State: DeliveryState.Delivered } delivery }:
                Remember(delivery);
                break;
            case Fact.Begun { Request: var request }:
                Judge(request);
                break;
            case Fact.Pruned { Row.Event.Id: var gone }:
                Forget(gone);
                break;
        }
    }

    /// <inheritdoc />
    public void End()
    {
    }

    private void Remember(Delivery delivery)
    {
        if (truth.Delivery(delivery.Id) is { } row && Versioned(row) is { } news && !VersionRank.IsOlder(news.Rank, newest.GetValueOrDefault(news.Line)?.Rank))
        {
            newest[news.Line] = news;
        }
    }

    /// <summary>What a destination has is forgotten with the event that brought it.</summary>
    private void Forget(EventId gone)
    {
        foreach (var line in newest.Where(one => one.Value.Event == gone).Select(one => one.Key).ToList())
        {
            newest.Remove(line);
        }
    }

    private void Judge(Request request)
    {
        if (truth.Delivery(request.Delivery) is not { Stored.State: DeliveryState.Waiting or DeliveryState.Stale } row)
        {
            return;
        }

        // After a jump one that waits in memory may be taken for one that waits for its retry, and the newest of its key passes it. It then
        // goes before the newest, which is no harm.
        if (row.Stored.State == DeliveryState.Stale && !truth.ClocksJump)
        {
            Truth.Break("P6", row.Event.IdempotencyId, $"{request.Node} sent {request.Delivery} to {request.Destination}, which is stale");
        }

        if (Versioned(row) is { } news && newest.GetValueOrDefault(news.Line) is { } has && VersionRank.IsOlder(news.Rank, has.Rank))
        {
            Truth.Break("P6", row.Event.IdempotencyId, $"{request.Node} sent version {row.Event.Version} of {news.Line.Key} to {request.Destination}, which has what {has.Event} brought");
        }
    }

    private News? Versioned(DeliveryRow row) => truth.LineOf(row) is { Entity: false } line && VersionRank.Of(row.Event.Version) is { } rank
        ? new News(line, rank, row.Event.Id)
        : null;

    private sealed record News(Line Line, string Rank, EventId Event);
}
