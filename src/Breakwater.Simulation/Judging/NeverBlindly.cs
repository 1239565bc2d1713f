using Breakwater.Configuration;
using Breakwater.Model;

namespace Breakwater.Simulation.Judging;

/// <summary>
/// Row 76: where a destination holds or checks, nothing that came there and got no answer is sent again before a person said so, or the
/// platform that it had not taken effect. Who lost the shard may still have sent: that window is said openly.
/// </summary>
internal sealed class NeverBlindly(Truth truth) : IPromise
{
    private readonly Dictionary<DeliveryId, Request> silent = [];
    private readonly Dictionary<DeliveryId, Request> underWay = [];

    /// <inheritdoc />
    public void Hear(Fact fact)
    {
        switch (fact)
        {
            case Fact.Begun { Request: { IsCheck: false } request }:
                Judge(request);
                underWay[request.Delivery] = request;
                break;
            case Fact.Ended { Request: { IsCheck: true, SaysAbsent: true } check }:
                silent.Remove(check.Delivery);
                break;
            case Fact.Ended { Request: { IsCheck: false } request }:
                underWay.Remove(request.Delivery);
                if (request is { Arrived: true, Status: null })
                {
                    silent[request.Delivery] = request;
                }

                break;
            case Fact.Revived revived:
                silent.Remove(revived.Delivery);
                underWay.Remove(revived.Delivery);
                break;
            case Fact.Died died:
                foreach (var lost in underWay.Values.Where(request => request.Node == died.Node && request.Arrived).ToList())
                {
                    silent[lost.Delivery] = lost;
                }

                break;
        }
    }

    /// <inheritdoc />
    public void End()
    {
    }

    private void Judge(Request request)
    {
        var policy = truth.Destination(request.Destination)?.OnAmbiguous ?? OnAmbiguous.Retry;
        if (policy != OnAmbiguous.Retry && silent.TryGetValue(request.Delivery, out var before) && before.Hold == request.Hold)
        {
            Truth.Break("P2", truth.NameOf(request.Delivery), $"{request.Node} sent {request.Delivery} to {request.Destination} again, and attempt {before.Number} may have taken effect");
        }
    }
}
