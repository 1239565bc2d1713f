using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Receiving;
using Breakwater.Recording;

namespace Breakwater.Running;

/// <summary>
/// The inward half of the journey in one column: receive, route, record. The design's words keep the order in which people think
/// (receive, record, route, deliver, settle); the code finds the route <i>before</i> the commit, because then an event and all its
/// deliveries are one transaction. The recorder hands what it committed to the lines; from there <see cref="Attempting"/> goes on.
/// </summary>
internal sealed class Journey(Func<InForce> inForce, Recorder recorder, IdSource ids, DoorNotes notes, Telemetry telemetry)
{
    /// <summary>Takes an arrival on its way. Returns after the commit.</summary>
    public async ValueTask<Reception> ReceiveAsync(Arrival arrival, CancellationToken cancellation)
    {
        using var activity = telemetry.StartArrival(TraceContext.Of(arrival.Headers));
        var configured = inForce();
        var received = configured.Receiver.Receive(arrival, activity);
        switch (received)
        {
            case Received.Accepted accepted:
                return await RecordAsync(configured, accepted, cancellation);
            case Received.Greeted greeted:
                notes.Greeted(arrival);
                return greeted.Answer;
            case Received.Rejected rejected:
                notes.Rejected(arrival, rejected.Refusal, configured.Settings);
                return rejected.Refusal;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Takes a publication of the product on its way. Returns after the commit.</summary>
    public async ValueTask<Reception> PublishAsync(Publication publication, CancellationToken cancellation)
    {
        using var activity = telemetry.StartArrival(publication.TraceParent);
        var configured = inForce();
        var received = configured.Receiver.Publish(publication, activity);

        // The caller is known and is told: what it got wrong is no rejection at the door.
        return received is Received.Accepted accepted
            ? await RecordAsync(configured, accepted, cancellation)
            : ((Received.Rejected)received).Refusal;
    }

    /// <summary>Keeps a refusal that the web side made.</summary>
    public void Refuse(Arrival arrival, Reception.Refused refusal) => notes.Rejected(arrival, refusal, inForce().Settings);

    private async ValueTask<Reception> RecordAsync(InForce configured, Received.Accepted accepted, CancellationToken cancellation)
    {
        var evt = accepted.Event;
        var deliveries = configured.Router.Plan(evt).Deliveries(evt.Id, ids, evt.ReceivedAt);
        var result = await recorder.RecordAsync(new Storage.Recording(evt, deliveries), cancellation);
        return result.Fault is { } fault
            ? new Reception.Unavailable(fault, result.RetryAfter)
            : new Reception.Recorded(result.Receipt, accepted.AnswerStatus);
    }
}
