using Breakwater.Observing;
using Breakwater.Storage;

namespace Breakwater.Running;

/// <summary>Whether the node can do its work. The store is asked at most once a second, however often people ask.</summary>
/// <param name="store">The store.</param>
/// <param name="clock">The clock.</param>
/// <param name="faults">What keeps the node from its work, in words.</param>
/// <param name="configurationFault">What is wrong with the configuration on disk, or null.</param>
internal sealed class HealthReport(IStore store, TimeProvider clock, Func<IEnumerable<string>> faults, Func<string?> configurationFault)
{
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Task<string?>? probe;
    private long probedAt;

    public async Task<Health> ReadAsync(CancellationToken cancellation)
    {
        var reasons = new List<string>(faults());
        if (await Probe().WaitAsync(cancellation) is { } trouble)
        {
            reasons.Add(trouble);
        }

        var ready = reasons.Count == 0;
        if (configurationFault() is { } fault)
        {
            reasons.Add($"the configuration file is invalid, the last good one is in force: {fault}");
            return new Health(ready, Degraded: true, reasons);
        }

        return new Health(ready, Degraded: false, reasons);
    }

    private Task<string?> Probe()
    {
        lock (gate)
        {
            var now = clock.GetTimestamp();
            if (probe is null || (probe.IsCompleted && clock.GetElapsedTime(probedAt, now) >= ProbeEvery))
            {
                probedAt = now;
                probe = AskAsync();
            }

            return probe;
        }
    }

    private async Task<string?> AskAsync()
    {
        // The lock is free before the store is asked.
        await Task.Yield();
        try
        {
            await store.ProbeAsync(CancellationToken.None);
            return null;
        }
        catch (Exception failure)
        {
            return $"the store cannot commit: {failure.Message}";
        }
    }
}
