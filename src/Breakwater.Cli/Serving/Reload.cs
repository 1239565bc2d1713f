using Breakwater.Cli.Yaml;
using Breakwater.Running;
using Microsoft.Extensions.Logging;

namespace Breakwater.Cli.Serving;

/// <summary>Takes a changed configuration over, whole or not at all; what is wrong with it is shown in the log, the health and the stream.</summary>
internal sealed partial class Reload(Engine engine, ILogger log)
{
    /// <summary>Called with each new state of the file, valid or not.</summary>
    public async Task TakeOverAsync(LoadedConfiguration loaded, CancellationToken cancellation)
    {
        var faults = loaded.Settings is { } settings
            ? await engine.ApplyAsync(settings, cancellation)
            : [.. loaded.Errors.Select(error => error.ToString())];
        foreach (var fault in faults)
        {
            LogRefused(fault);
        }

        if (faults.Count == 0)
        {
            LogApplied(loaded.Path);
        }

        engine.ReportConfiguration(faults.Count == 0 ? null : string.Join("; ", faults));
    }

    [LoggerMessage(9_010, LogLevel.Information, "the configuration {File} is in force")]
    private partial void LogApplied(string file);

    [LoggerMessage(9_011, LogLevel.Warning, "the last good configuration stays in force: {Fault}")]
    private partial void LogRefused(string fault);
}
