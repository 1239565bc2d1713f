using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Breakwater.Configuration;
using Breakwater.Model;

namespace Breakwater.Observing;

/// <summary>
/// What leaves through OpenTelemetry: an <see cref="ActivitySource"/> and a <see cref="Meter"/>, both named <c>Breakwater</c>. Labels
/// come from the configuration and from closed lists only, so their number is bounded. Costs next to nothing while nobody listens.
/// </summary>
public sealed class Telemetry : IDisposable
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "Breakwater";

    /// <summary>How long after its event an attempt still belongs to the trace of it.</summary>
    internal static readonly TimeSpan OneTrace = TimeSpan.FromHours(1);

    private readonly ActivitySource activities = new(Name);
    private readonly Meter meter = new(Name);
    private readonly Counter<long> arrivals;
    private readonly Histogram<double> commitDuration;
    private readonly Histogram<int> commitSize;
    private readonly Counter<long> attempts;
    private readonly Histogram<double> attemptDuration;
    private readonly Counter<long> settled;
    private readonly Counter<long> refused;
    private readonly Counter<long> replayed;
    private readonly Counter<long> pruned;
    private readonly Gauges gauges;

    internal Telemetry(TimeProvider clock)
    {
        gauges = new Gauges(meter, clock);
        arrivals = meter.CreateCounter<long>("breakwater.arrivals", "{arrival}", "Arrivals and publications, by source and by what became of them.");
        commitDuration = meter.CreateHistogram<double>("breakwater.record.commit.duration", "s", "How long a group commit of events took.");
        commitSize = meter.CreateHistogram<int>("breakwater.record.commit.size", "{event}", "How many arrivals one commit held.");
        attempts = meter.CreateCounter<long>("breakwater.attempts", "{attempt}", "Attempts, by destination and outcome.");
        attemptDuration = meter.CreateHistogram<double>("breakwater.attempt.duration", "s", "How long attempts took, by destination and outcome.");
        settled = meter.CreateCounter<long>("breakwater.deliveries.settled", "{delivery}", "Deliveries that became terminal, by destination and state.");
        refused = meter.CreateCounter<long>("breakwater.settlements.refused", "{settlement}", "Settlements of shards that another node had taken over meanwhile.");
        replayed = meter.CreateCounter<long>("breakwater.replayed", "{event}", "Events sent again on purpose.");
        pruned = meter.CreateCounter<long>("breakwater.pruned", "{event}", "Events removed by retention.");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        activities.Dispose();
        meter.Dispose();
    }

    /// <summary>True while someone listens to spans.</summary>
    internal bool IsTraced => activities.HasListeners();

    /// <summary>True while someone reads how destinations stand.</summary>
    internal bool IsGauged => gauges.AreRead;

    /// <summary>How destinations stand now, and how many deliveries are in which state: what the gauges say until the next time.</summary>
    internal void Show(IReadOnlyList<DestinationHealth> destinations, IReadOnlyDictionary<(string Destination, DeliveryState State), long> counts) =>
        gauges.Show(destinations, counts);

    /// <summary>The span of an arrival, in the sender's trace when that is given and valid; null when nobody traces.</summary>
    internal Activity? StartArrival(string source, string? senderTrace)
    {
        _ = ActivityContext.TryParse(senderTrace, traceState: null, isRemote: true, out var parent);
        return activities.StartActivity($"receive {source}", ActivityKind.Consumer, parent)
            ?.SetTag("messaging.system", "breakwater")
            .SetTag("messaging.operation.type", "receive")
            .SetTag("messaging.operation.name", "receive")
            .SetTag("messaging.destination.name", source);
    }

    /// <summary>
    /// The span of an attempt, in the trace of the event; null when nobody traces. One that comes more than <see cref="OneTrace"/> after
    /// the event has a trace of its own, linked to that one: a trace that lasts for days shows nothing.
    /// </summary>
    internal Activity? StartAttempt(Event evt, DeliveryId delivery, DestinationSettings destination, int number, DateTimeOffset now)
    {
        if (!activities.HasListeners())
        {
            return null;
        }

        _ = ActivityContext.TryParse(evt.TraceParent, traceState: null, isRemote: true, out var arrival);
        var late = now - evt.ReceivedAt > OneTrace;
        return activities.StartActivity(
                $"send {destination.Name}", ActivityKind.Producer, late ? default : arrival, tags: null, late && arrival != default ? [new ActivityLink(arrival)] : null)
            ?.SetTag("messaging.system", "breakwater")
            .SetTag("messaging.operation.type", "send")
            .SetTag("messaging.operation.name", "send")
            .SetTag("messaging.destination.name", destination.Name)
            .SetTag("messaging.message.id", evt.Id.ToString())
            .SetTag("http.request.method", destination.Method)
            .SetTag("server.address", destination.Url.Host)
            .SetTag("server.port", destination.Url.Port)
            .SetTag("http.request.resend_count", number > 1 ? number - 1 : null)
            .SetTag("breakwater.delivery.id", delivery.ToString())
            .SetTag("breakwater.attempt", number);
    }

    /// <summary>What came back, on the span of its attempt.</summary>
    internal static void Answered(Activity? activity, int? status, string? error)
    {
        if (activity is null)
        {
            return;
        }

        activity.SetTag("http.response.status_code", status);
        if (status is not (>= 200 and <= 299))
        {
            activity.SetTag("error.type", status is { } known ? known.ToString(CultureInfo.InvariantCulture) : "no-answer").SetStatus(ActivityStatusCode.Error, error);
        }
    }

    internal void Arrived(string source, ArrivalResult result)
    {
        if (arrivals.Enabled)
        {
            arrivals.Add(1, new("source", source), new("result", Word(result)));
        }
    }

    internal void Committed(TimeSpan duration, int size)
    {
        commitDuration.Record(duration.TotalSeconds);
        commitSize.Record(size);
    }

    internal void Attempted(string destination, Outcome outcome, TimeSpan duration)
    {
        if (attempts.Enabled || attemptDuration.Enabled)
        {
            KeyValuePair<string, object?> where = new("destination", destination);
            KeyValuePair<string, object?> how = new("outcome", Word(outcome));
            attempts.Add(1, where, how);
            attemptDuration.Record(duration.TotalSeconds, where, how);
        }
    }

    internal void Settled(string destination, DeliveryState state)
    {
        if (settled.Enabled)
        {
            settled.Add(1, new("destination", destination), new("state", Word(state)));
        }
    }

    /// <summary>Settlements changed nothing, because their shard was another node's by then.</summary>
    internal void Refused(string destination) => refused.Add(1, new KeyValuePair<string, object?>("destination", destination));

    internal void Replayed(int events) => replayed.Add(events);

    internal void Pruned(int events) => pruned.Add(events);

    private static string Word(ArrivalResult result) => result switch
    {
        ArrivalResult.Recorded => "recorded",
        ArrivalResult.Duplicate => "duplicate",
        ArrivalResult.Rejected => "rejected",
        ArrivalResult.Unavailable => "unavailable",
        ArrivalResult.Handshake => "handshake",
        _ => throw new UnreachableException(),
    };

    private static string Word(Outcome outcome) => outcome switch
    {
        Outcome.Success => "success",
        Outcome.Retryable => "retryable",
        Outcome.Permanent => "permanent",
        Outcome.Ambiguous => "ambiguous",
        _ => throw new UnreachableException(),
    };

    internal static string Word(DeliveryState state) => state switch
    {
        DeliveryState.Waiting => "waiting",
        DeliveryState.Delivered => "delivered",
        DeliveryState.Dead => "dead",
        DeliveryState.Stale => "stale",
        DeliveryState.Cancelled => "cancelled",
        _ => throw new UnreachableException(),
    };
}

/// <summary>What became of an arrival.</summary>
internal enum ArrivalResult
{
    /// <summary>A new event was recorded.</summary>
    Recorded = 0,

    /// <summary>A known event was counted.</summary>
    Duplicate = 1,

    /// <summary>It was refused at the door.</summary>
    Rejected = 2,

    /// <summary>It could not be recorded now.</summary>
    Unavailable = 3,

    /// <summary>A handshake was answered.</summary>
    Handshake = 4,
}
