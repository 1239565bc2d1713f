using Breakwater.Cli.Yaml;
using Breakwater.Running;
using Breakwater.Storage;
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
        await NoteAsync(loaded.Path, faults, cancellation);
    }

    /// <summary>Whoever changes the file is known to its owner, not to us: the entry says that it changed, and what became of it.</summary>
    private async Task NoteAsync(string file, IReadOnlyList<string> faults, CancellationToken cancellation)
    {
        try
        {
            await engine.Audit.AddAsync(
                engine.Audit.New("(configuration file)", "configuration.reload") with
                {
                    Target = Path.GetFileName(file),
                    Address = "(this machine)",
                    Result = faults.Count == 0 ? AuditResult.Done : AuditResult.Refused,
                    Reason = faults.Count == 0 ? null : string.Join("; ", faults),
                },
                cancellation);
        }
        catch (StoreUnavailableException fault)
        {
            LogNotNoted(file, fault.Message);
        }
    }

    [LoggerMessage(9_010, LogLevel.Information, "the configuration {File} is in force")]
    private partial void LogApplied(string file);

    [LoggerMessage(9_012, LogLevel.Warning, "the audit log could not take that {File} was read again: {Reason}")]
    private partial void LogNotNoted(string file, string reason);

    [LoggerMessage(9_011, LogLevel.Warning, "the last good configuration stays in force: {Fault}")]
    private partial void LogRefused(string fault);
}
