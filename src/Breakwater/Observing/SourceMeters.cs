using System.Collections.Concurrent;

namespace Breakwater.Observing;

/// <summary>The meters of all sources, and with them the counters of <see cref="Telemetry"/>. Ask only with names of the configuration.</summary>
internal sealed class SourceMeters(TimeProvider clock, Telemetry telemetry)
{
    private readonly ConcurrentDictionary<string, SourceMeter> meters = new(StringComparer.Ordinal);

    /// <summary>Counts one arrival at a source.</summary>
    public void Record(string source, ArrivalResult result)
    {
        telemetry.Arrived(source, result);
        For(source).Record(result);
    }

    /// <summary>How a source fares.</summary>
    public SourceHealth Measure(string source) => For(source).Measure();

    private SourceMeter For(string source) =>
        meters.TryGetValue(source, out var meter) ? meter : meters.GetOrAdd(source, static (name, clock) => new SourceMeter(name, clock), clock);
}
