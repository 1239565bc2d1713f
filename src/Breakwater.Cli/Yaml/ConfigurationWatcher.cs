using Microsoft.Extensions.Logging;

namespace Breakwater.Cli.Yaml;

/// <summary>
/// Watches a configuration and every file that it refers to, and gives each new state, valid or not, to one callback, one at a time.
/// Content decides, not timestamps: so a swapped link (a mounted ConfigMap), a replaced file and a rewritten one are all the same.
/// Signals of the file system only make it look sooner; where there are none it still looks every two seconds. Whoever starts it owns it
/// and sees it end; nothing but the cancellation ends it.
/// </summary>
internal sealed partial class ConfigurationWatcher(
    string path,
    Func<string, string?> environment,
    TimeProvider clock,
    Func<LoadedConfiguration, CancellationToken, Task> changed,
    ILogger logger)
{
    /// <summary>How often it looks where nothing signals.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>How long a new state must have stood still before it is believed: editors and copies write in pieces.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(100);

    /// <summary>How often a file that keeps changing is looked at again before the next round.</summary>
    private const int MaxLooks = 20;

    /// <summary>Watches until it is cancelled.</summary>
    /// <param name="inForce">What was loaded at start: only what differs from it is a change.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(LoadedConfiguration inForce, CancellationToken cancellation)
    {
        using var signals = new FolderSignals(path);
        var known = inForce;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await signals.WaitAsync(Interval, clock, cancellation);
                known = await LookAsync(known, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The watch outlives whatever goes wrong in one round: a server that no longer listens to its operator is worse.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                LogFault(fault, path);
            }
        }
    }

    /// <summary>One round: the state that is known afterwards.</summary>
    internal async Task<LoadedConfiguration> LookAsync(LoadedConfiguration known, CancellationToken cancellation)
    {
        if (FileSet.Fingerprint(known.Files) == known.Fingerprint)
        {
            return known;
        }

        var loaded = await LoadStillAsync(cancellation);
        if (loaded is null || loaded.Fingerprint == known.Fingerprint)
        {
            return known;
        }

        // What the callback makes of it is its own affair: the state counts as seen, so that one bad change is told once.
        try
        {
            await changed(loaded, cancellation);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogFault(fault, path);
        }

        return loaded;
    }

    /// <summary>The state once it stands still; null when it does not.</summary>
    private async Task<LoadedConfiguration?> LoadStillAsync(CancellationToken cancellation)
    {
        for (var look = 0; look < MaxLooks; look++)
        {
            var loaded = ConfigurationFile.Load(path, environment);
            await Task.Delay(Settling, clock, cancellation);
            if (FileSet.Fingerprint(loaded.Files) == loaded.Fingerprint)
            {
                return loaded;
            }
        }

        return null;
    }

    [LoggerMessage(9_001, LogLevel.Error, "A change of {Path} could not be handled; watching goes on.")]
    private partial void LogFault(Exception fault, string path);
}
