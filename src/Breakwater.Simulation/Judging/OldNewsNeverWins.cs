using System.Globalization;
using Breakwater.Model;

namespace Breakwater.Simulation.Judging;

/// <summary>P6: where order is asked for, nothing is sent that is older than what the destination is known to have of the same key.</summary>
internal sealed class OldNewsNeverWins(Truth truth) : IPromise
{
    private readonly Dictionary<(string Destination, string Key), long> newest = [];

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
        }
    }

    /// <inheritdoc />
    public void End()
    {
    }

    private void Remember(Delivery delivery)
    {
        if (Versioned(delivery.Id, delivery.Destination) is { } news && news.Version > newest.GetValueOrDefault((delivery.Destination, news.Key)))
        {
            newest[(delivery.Destination, news.Key)] = news.Version;
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

        if (Versioned(request.Delivery, request.Destination) is { } news && newest.GetValueOrDefault((request.Destination, news.Key)) is var has && news.Version < has)
        {
            Truth.Break("P6", row.Event.IdempotencyId, $"{request.Node} sent version {news.Version} of {news.Key} to {request.Destination}, which has {has}");
        }
    }

    private (string Key, long Version)? Versioned(DeliveryId id, string destination) =>
        truth.RouteTo(destination) is { Order: not DeliveryOrder.None } && truth.Delivery(id)?.Event is { Key: { } key, Version: { } version }
            ? (key, long.Parse(version, CultureInfo.InvariantCulture))
            : null;
}
