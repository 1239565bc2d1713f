using Breakwater.Configuration;
namespace Breakwater.Simulation.Judging;

/// <summary>P7, P9: no more requests at once than the policy says; a destination that asked for rest gets it; nothing is sent before it is due.</summary>
internal sealed class NoStorm(Truth truth, Func<string, DateTimeOffset> wallOf) : IPromise
{
    private static readonly TimeSpan Noise = TimeSpan.FromMilliseconds(2);

    /// <summary>What is already at the gangway when the answer comes goes.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<(string Node, string Destination), int> underWay = [];
    private readonly Dictionary<(string Node, string Destination), (long From, long Until)> rests = [];
    private readonly Dictionary<Model.DeliveryId, Request> failed = [];
    private bool wentBack;

    /// <inheritdoc />
    public void Hear(Fact fact)
    {
        switch (fact)
        {
            case Fact.Begun { Request: var request }:
                var now = underWay[(request.Node, request.Destination)] = underWay.GetValueOrDefault((request.Node, request.Destination)) + 1;
                JudgeConcurrency(request, now);
                JudgeRest(request);
                JudgeDue(request);
                JudgePause(request);
                break;
            case Fact.Ended { Request: var request }:
                underWay[(request.Node, request.Destination)]--;
                Note(request);
                if (request.SaysAbsent)
                {
                    // What did not take effect is sent at once.
                    failed.Remove(request.Delivery);
                }

                break;
            case Fact.WentBack:
                wentBack = true;
                failed.Clear();
                rests.Clear();
                break;
            case Fact.Died:
                failed.Clear();
                break;
            case Fact.Revived:
            case Fact.Disturbed:
                failed.Clear();
                // A retry by hand lifts it, and so may a clock that went back.
                rests.Clear();
                break;
        }
    }

    /// <inheritdoc />
    public void End()
    {
    }

    private void JudgeConcurrency(Request request, int now)
    {
        if (truth.Destination(request.Destination) is { } target && now > target.Concurrency)
        {
            Truth.Break("P7", truth.NameOf(request.Delivery), $"{now} requests of {request.Node} to {request.Destination} are under way at once, and {target.Concurrency} are allowed");
        }
    }

    /// <summary>Where the beginning of an attempt is committed before its request leaves, it was let through before that commit.</summary>
    private TimeSpan WindowOf(Request request) =>
        truth.Destination(request.Destination) is { OnAmbiguous: not OnAmbiguous.Retry } ? TimeSpan.FromMinutes(1) : Window;

    private void JudgeRest(Request request)
    {
        if (rests.TryGetValue((request.Node, request.Destination), out var rest) && request.BeganAt > rest.From + WindowOf(request).Ticks && request.BeganAt < rest.Until - Noise.Ticks)
        {
            Truth.Break("P9", truth.NameOf(request.Delivery), $"{request.Node} sent to {request.Destination} {TimeSpan.FromTicks(rest.Until - request.BeganAt)} before the rest that it had asked for was over");
        }
    }

    private void JudgeDue(Request request)
    {
        // What a clock that went back left behind is planned by another time.
        if (!wentBack && truth.Delivery(request.Delivery)?.Delivery.NextAttemptAt is { } due && due > wallOf(request.Node) + Noise)
        {
            Truth.Break("P9", truth.NameOf(request.Delivery), $"{request.Node} sent {request.Delivery} to {request.Destination} {due - wallOf(request.Node)} before it was due");
        }
    }

    /// <summary>Between two tries there is the least pause of the policy.</summary>
    private void JudgePause(Request request)
    {
        if (!wentBack && failed.TryGetValue(request.Delivery, out var before) && before.Hold == request.Hold && truth.Destination(request.Destination) is { Retry: var retry })
        {
            var least = retry.Schedule is { } schedule ? schedule.Min() * 0.9 : Least(retry.First / 10);
            if (request.BeganAt - before.EndedAt < (least - Noise).Ticks)
            {
                Truth.Break("P9", truth.NameOf(request.Delivery), $"{request.Delivery} to {request.Destination} is tried again {TimeSpan.FromTicks(request.BeganAt - before.EndedAt!.Value)} after it failed");
            }
        }
    }

    private static TimeSpan Least(TimeSpan floor) => floor < TimeSpan.FromSeconds(1) ? floor : TimeSpan.FromSeconds(1);

    private void Note(Request request)
    {
        failed[request.Delivery] = request;
        if (request is { Status: 429 or 503, RetryAfter: { } rest } && truth.Destination(request.Destination) is { } target && request.EndedAt is { } ended)
        {
            var capped = rest < target.Retry.Max ? rest : target.Retry.Max;
            var key = (request.Node, request.Destination);
            rests[key] = (ended, Math.Max(ended + capped.Ticks, rests.GetValueOrDefault(key).Until));
        }
    }
}
