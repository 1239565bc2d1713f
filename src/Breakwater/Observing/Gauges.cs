using System.Diagnostics.Metrics;
using Breakwater.Model;

namespace Breakwater.Observing;

/// <summary>
/// How destinations stand, as gauges. They say what was read last, since a reader of gauges cannot wait for the store; ages grow meanwhile.
/// </summary>
internal sealed class Gauges
{
    private readonly TimeProvider clock;
    private readonly ObservableGauge<long> deliveries;
    private IReadOnlyList<DestinationHealth> destinations = [];
    private IReadOnlyDictionary<(string Destination, DeliveryState State), long> counts = new Dictionary<(string, DeliveryState), long>();

    public Gauges(Meter meter, TimeProvider clock)
    {
        this.clock = clock;
        deliveries = meter.CreateObservableGauge("breakwater.deliveries", Counted, "{delivery}", "Deliveries that are kept, by destination and state.");
        meter.CreateObservableGauge("breakwater.waiting.oldest_age", Ages, "s", "Age of the delivery that has waited longest, by destination.");
        meter.CreateObservableGauge(
            "breakwater.attempts.in_flight", () => Each(health => health.InFlight), "{attempt}", "Attempts under way at this node, by destination.");
        meter.CreateObservableGauge(
            "breakwater.breaker.state", () => Each(health => (int)health.Breaker), description: "The breaker of a destination at this node: 0 closed, 1 open, 2 half open.");
        meter.CreateObservableGauge(
            "breakwater.destination.paused", () => Each(health => health.PausedSince is null ? 0 : 1), description: "1 while a person has the destination paused.");
    }

    /// <summary>True while someone reads them.</summary>
    public bool AreRead => deliveries.Enabled;

    public void Show(IReadOnlyList<DestinationHealth> nowDestinations, IReadOnlyDictionary<(string Destination, DeliveryState State), long> nowCounts)
    {
        Volatile.Write(ref destinations, nowDestinations);
        Volatile.Write(ref counts, nowCounts);
    }

    private IEnumerable<Measurement<long>> Counted() => Volatile.Read(ref counts)
        .Select(count => new Measurement<long>(count.Value, Where(count.Key.Destination), new("state", Telemetry.Word(count.Key.State))));

    private IEnumerable<Measurement<double>> Ages()
    {
        var now = clock.GetUtcNow();
        return Volatile.Read(ref destinations).Select(health => new Measurement<double>(
            health.OldestWaitingAt is { } at && at < now ? (now - at).TotalSeconds : 0, Where(health.Destination)));
    }

    private IEnumerable<Measurement<int>> Each(Func<DestinationHealth, int> value) =>
        Volatile.Read(ref destinations).Select(health => new Measurement<int>(value(health), Where(health.Destination)));

    private static KeyValuePair<string, object?> Where(string destination) => new("destination", destination);
}
