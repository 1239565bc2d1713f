using Breakwater.Observing;
using Breakwater.Storage;
using Breakwater.Waiting;

namespace Breakwater.Running;

/// <summary>Whether the node can do its work: it can commit, its workers live, it is not stopping. Asks the store at most once a second.</summary>
internal sealed class HealthReport(IStore store, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Turns one = new(1);
    private long? probedAt;
    private string? fault;

    /// <summary>What is wrong with the configuration file on disk; null while it is the one in force.</summary>
    public string? ConfigurationFault { get; set; }

    public async Task<Health> AskAsync(bool started, bool stopping, IEnumerable<string> broken, CancellationToken cancellation)
    {
        List<string> reasons = [.. broken.Select(name => $"the worker '{name}' ended by a bug: restart, and report it")];
        if (!started)
        {
            reasons.Add("it has not started yet");
        }

        if (stopping)
        {
            reasons.Add("it is stopping");
        }
        else if (started && await ProbeAsync(cancellation) is { } unable)
        {
            reasons.Add(unable);
        }

        var ready = reasons.Count == 0;
        if (ConfigurationFault is { } invalid)
        {
            reasons.Add($"the configuration file is not in force: {invalid}");
        }

        return new Health(ready, ConfigurationFault is not null, reasons);
    }

    private async Task<string?> ProbeAsync(CancellationToken cancellation)
    {
        await one.TakeAsync(cancellation);
        try
        {
            if (probedAt is { } last && clock.GetElapsedTime(last) < Fresh)
            {
                return fault;
            }

            fault = await FaultAsync(cancellation);
            probedAt = clock.GetTimestamp();
            return fault;
        }
        finally
        {
            one.Return();
        }
    }

    private async Task<string?> FaultAsync(CancellationToken cancellation)
    {
        try
        {
            return await Awaited.WithinAsync(store.ProbeAsync(cancellation), Patience, clock)
                ? null
                : $"the store did not commit within {Patience.TotalSeconds:0} s";
        }
        catch (StoreUnavailableException unavailable)
        {
            return unavailable.Message;
        }
    }
}
