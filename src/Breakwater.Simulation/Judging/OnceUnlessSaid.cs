using Breakwater.Model;

namespace Breakwater.Simulation.Judging;

/// <summary>
/// P2 and P9 at the far end: what a destination took, or refused for good, is not sent to it again, but in the windows that are said
/// openly: the node ended before it could settle, or lost the shard, or somebody asked for it.
/// </summary>
internal sealed class OnceUnlessSaid(Truth truth) : IPromise
{
    private readonly Dictionary<DeliveryId, Request> final = [];
    private readonly HashSet<string> dead = [];

    /// <inheritdoc />
    public void Hear(Fact fact)
    {
        switch (fact)
        {
            case Fact.Ended { Request: { IsFinal: true } request }:
                final[request.Delivery] = request;
                break;
            case Fact.Revived revived:
                final.Remove(revived.Delivery);
                break;
            case Fact.Died died:
                dead.Add(died.Node);
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

    private void Judge(Request request)
    {
        var row = truth.Delivery(request.Delivery);
        if (row is null)
        {
            Truth.Break("P3", request.WebhookId, $"{request.Node} sent {request.Delivery}, which is not in the store");
            return;
        }

        if (row.Stored.State is DeliveryState.Delivered or DeliveryState.Dead)
        {
            Truth.Break("P4", truth.NameOf(request.Delivery), $"{request.Node} sent {request.Delivery} to {request.Destination}, which is {row.Stored.State}");
        }

        if (final.TryGetValue(request.Delivery, out var before) && !dead.Contains(before.Node) && before.Hold == request.Hold)
        {
            Truth.Break("P9", truth.NameOf(request.Delivery), $"{request.Node} sent {request.Delivery} to {request.Destination} again, which had answered {before.Status} to attempt {before.Number}");
        }
    }
}
