using System.Diagnostics;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Receiving;
using Breakwater.Recording;
using Breakwater.Routing;
using Breakwater.Sharing;

namespace Breakwater.Running;

/// <summary>
/// The inward half of the journey in one column: receive, route, record. The route is found before the commit, so that an event and all
/// its deliveries are one transaction. The outward half is <see cref="Attempting"/>: deliver, settle.
/// </summary>
/// <param name="inForce">The configuration in force.</param>
/// <param name="recorder">Commits.</param>
/// <param name="ids">Where ids of deliveries come from.</param>
/// <param name="tenure">Which shards are this node's.</param>
/// <param name="refusals">Keeps what was refused.</param>
/// <param name="sources">What each source sends.</param>
/// <param name="telemetry">Spans of arrivals.</param>
/// <param name="visits">What the door itself asks of platforms: keys that they publish, and visits that they wait for.</param>
internal sealed class Journey(
    Func<InForce> inForce,
    Recorder recorder,
    IdSource ids,
    Tenure tenure,
    RefusalNotes refusals,
    SourceMeters sources,
    Telemetry telemetry,
    PlatformVisits visits)
{
    private static readonly TimeSpan KeyRetry = TimeSpan.FromSeconds(15);

    public ValueTask<Reception> ReceiveAsync(Arrival arrival, CancellationToken cancellation)
    {
        return telemetry.IsTraced ? TracedAsync(arrival, cancellation) : ReceiveAsync(arrival, activity: null, cancellation);
    }

    /// <summary>The span lasts until it is answered, so that it has the commit in it.</summary>
    private async ValueTask<Reception> TracedAsync(Arrival arrival, CancellationToken cancellation)
    {
        // Whatever name was called: only those of the configuration name spans.
        var source = inForce().Settings.Sources.ContainsKey(arrival.Source) ? arrival.Source : "unknown";
        using var activity = telemetry.StartArrival(source, TraceContext.Of(arrival.Headers));
        var reception = await ReceiveAsync(arrival, activity, cancellation);
        Tell(activity, reception);
        return reception;
    }

    private ValueTask<Reception> ReceiveAsync(Arrival arrival, Activity? activity, CancellationToken cancellation)
    {
        var now = inForce();
        var received = now.Receiver.Receive(arrival, activity);
        return received is Received.KeyNeeded needed ? WithKeyAsync(now, arrival, needed, activity, cancellation) : Answer(now, arrival, received, cancellation);
    }

    private static void Tell(Activity? activity, Reception reception)
    {
        switch (reception)
        {
            case Reception.Recorded recorded:
                activity?.SetTag("messaging.message.id", recorded.Receipt.Id.ToString()).SetTag("breakwater.duplicate", recorded.Receipt.Duplicate);
                break;
            case Reception.Refused refused:
                activity?.SetTag("error.type", refused.Code).SetStatus(ActivityStatusCode.Error, refused.Code);
                break;
            case Reception.Unavailable:
                activity?.SetTag("error.type", "unavailable").SetStatus(ActivityStatusCode.Error, "unavailable");
                break;
        }
    }

    /// <summary>The key is found, or fetched, and the arrival taken in again with it.</summary>
    private async ValueTask<Reception> WithKeyAsync(
        InForce now, Arrival arrival, Received.KeyNeeded needed, Activity? activity, CancellationToken cancellation)
    {
        var found = await visits.Keys.FindAsync(needed.Key);
        if (found.Key is null && !found.Final)
        {
            return new Reception.Unavailable($"the key of this request is not known now: {found.Fault}", KeyRetry);
        }

        var received = found.Key is null
            ? new Received.Rejected(new Reception.Refused(401, "key-not-usable", $"the key that this request names cannot be used: {found.Fault}"))
            : now.Receiver.Receive(arrival, activity);
        return received is Received.KeyNeeded
            ? new Reception.Unavailable("the key of this request is not known now", KeyRetry)
            : await Answer(now, arrival, received, cancellation);
    }

    private async ValueTask<Reception> VisitAsync(Arrival arrival, Received.Greeted greeted, Uri address)
    {
        if (await visits.VisitAsync(address) is { } fault)
        {
            return new Reception.Unavailable($"the subscription could not be confirmed: {fault}", KeyRetry);
        }

        sources.Record(arrival.Source, ArrivalResult.Handshake);
        return greeted.Answer;
    }

    private ValueTask<Reception> Answer(InForce now, Arrival arrival, Received received, CancellationToken cancellation)
    {
        switch (received)
        {
            case Received.Accepted accepted:
                return RecordAsync(now, accepted, cancellation);
            case Received.Greeted { Visit: { } address } greeted:
                return VisitAsync(arrival, greeted, address);
            case Received.Greeted greeted:
                sources.Record(arrival.Source, ArrivalResult.Handshake);
                return new ValueTask<Reception>(greeted.Answer);
            case Received.Rejected rejected:
                refusals.Note(arrival, rejected.Refusal, now.Settings.Sources.ContainsKey(arrival.Source));
                return new ValueTask<Reception>(rejected.Refusal);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    public ValueTask<Reception> PublishAsync(Publication publication, CancellationToken cancellation) =>
        telemetry.IsTraced ? PublishTracedAsync(publication, cancellation) : PublishAsync(publication, activity: null, cancellation);

    private async ValueTask<Reception> PublishTracedAsync(Publication publication, CancellationToken cancellation)
    {
        var source = inForce().Settings.Sources.ContainsKey(publication.Source) ? publication.Source : "unknown";
        using var activity = telemetry.StartArrival(source, publication.TraceParent);
        var reception = await PublishAsync(publication, activity, cancellation);
        Tell(activity, reception);
        return reception;
    }

    private ValueTask<Reception> PublishAsync(Publication publication, Activity? activity, CancellationToken cancellation)
    {
        var now = inForce();
        return now.Receiver.Publish(publication, activity) switch
        {
            Received.Accepted accepted => RecordAsync(now, accepted, cancellation),
            Received.Rejected rejected => new ValueTask<Reception>(rejected.Refusal),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Takes in what a reconciliation found: identified, routed and recorded like a webhook.</summary>
    public ValueTask<Reception> RecoverAsync(Recovery recovery, CancellationToken cancellation)
    {
        var now = inForce();
        return now.Receiver.Recover(recovery) switch
        {
            Received.Accepted accepted => RecordAsync(now, accepted, cancellation),
            Received.Rejected rejected => new ValueTask<Reception>(rejected.Refusal),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private async ValueTask<Reception> RecordAsync(InForce now, Received.Accepted accepted, CancellationToken cancellation)
    {
        var evt = accepted.Event;
        var (plan, claims) = EntityPlan.Divide(now.Router.Plan(evt), evt, now.Entities.Of(evt), ids);
        var deliveries = plan.Deliveries(evt, ids, evt.ReceivedAt, tenure.NextShard());
        var result = await recorder.RecordAsync(new Storage.Recording(evt, deliveries) { Claims = claims }, cancellation);
        return result.Fault is { } fault
            ? new Reception.Unavailable(fault, result.RetryAfter)
            : new Reception.Recorded(result.Receipt, accepted.AnswerStatus);
    }
}
