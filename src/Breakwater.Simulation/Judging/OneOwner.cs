using Breakwater.Model;

namespace Breakwater.Simulation.Judging;

/// <summary>P10: only the owner of a shard sends what is on it, one node at a time; what was lost meanwhile is settled by nobody but its new owner.</summary>
internal sealed class OneOwner(Truth truth, TimeProvider storeClock, Func<string, long?> numberOf) : IPromise
{
    private readonly Dictionary<DeliveryId, List<Request>> underWay = [];
    private readonly HashSet<string> dead = [];

    /// <inheritdoc />
    public void Hear(Fact fact)
    {
        switch (fact)
        {
            case Fact.Begun { Request: var request }:
                JudgeOwner(request);
                JudgeAlone(request);
                Of(request.Delivery).Add(request);
                break;
            case Fact.Settled { Delivery: var delivery, Settlement: var settlement }:
                JudgeSettlement(delivery, settlement.Attempt.Number, settlement.Attempt.Node);
                break;
            case Fact.Died died:
                dead.Add(died.Node);
                break;
        }
    }

    /// <inheritdoc />
    public void End()
    {
    }

    private List<Request> Of(DeliveryId id) => underWay.TryGetValue(id, out var requests) ? requests : underWay[id] = [];

    private void JudgeOwner(Request request)
    {
        if (!truth.Course.Leased)
        {
            return;
        }

        var me = numberOf(request.Node);
        var until = truth.Rows.Nodes.GetValueOrDefault(request.Hold.Owner ?? 0)?.Until;
        if (request.Hold.Owner != me || until <= storeClock.GetUtcNow())
        {
            Truth.Break("P10", truth.NameOf(request.Delivery), $"{request.Node} sent {request.Delivery} to {request.Destination} and was not the owner of its shard");
        }
    }

    /// <summary>Another request of the same delivery may be under way only when its node ended or lost the shard.</summary>
    private void JudgeAlone(Request request)
    {
        var other = Of(request.Delivery).Find(other => other.EndedAt is null && !dead.Contains(other.Node) && other.Hold == request.Hold);
        if (other is not null)
        {
            Truth.Break("P10", truth.NameOf(request.Delivery), $"{request.Delivery} to {request.Destination} is under way twice, from {other.Node} and from {request.Node}");
        }
    }

    private void JudgeSettlement(Delivery delivery, int number, string node)
    {
        var request = Of(delivery.Id).FindLast(request => request.Number == number && request.Node.StartsWith(node, StringComparison.Ordinal));
        var hold = truth.Rows.Shards[delivery.Shard];
        if (truth.Course.Leased && request is not null && request.Hold != hold)
        {
            Truth.Break("P10", truth.NameOf(delivery.Id), $"{request.Node} settled attempt {number} of {delivery.Id} though its shard had gone to another owner meanwhile");
        }
    }
}
