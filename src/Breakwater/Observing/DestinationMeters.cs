using System.Collections.Concurrent;
using Breakwater.Model;

namespace Breakwater.Observing;

/// <summary>The meters of all destinations, and with them the counters of <see cref="Telemetry"/>. Ask only with names of the configuration.</summary>
internal sealed class DestinationMeters(TimeProvider clock, Telemetry telemetry)
{
    private readonly ConcurrentDictionary<string, DestinationMeter> meters = new(StringComparer.Ordinal);

    /// <summary>Counts one attempt, and the delivery if it became terminal by it.</summary>
    public void Record(string destination, Attempt attempt, DeliveryState state)
    {
        telemetry.Attempted(destination, attempt.Outcome, attempt.Duration);
        if (state != DeliveryState.Waiting)
        {
            telemetry.Settled(destination, state);
        }

        For(destination).Record(attempt.Outcome, attempt.Duration, attempt.Error);
    }

    /// <summary>How a destination fares.</summary>
    public DestinationHealth Measure(string destination) => For(destination).Measure();

    private DestinationMeter For(string destination) => meters.TryGetValue(destination, out var meter)
        ? meter
        : meters.GetOrAdd(destination, static (name, clock) => new DestinationMeter(name, clock), clock);
}
