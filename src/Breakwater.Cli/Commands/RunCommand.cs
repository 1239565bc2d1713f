using System.CommandLine;
using Breakwater.AspNetCore;
using Breakwater.Cli.Client;
using Breakwater.Cli.Exporting;
using Breakwater.Cli.Logging;
using Breakwater.Cli.Serving;
using Breakwater.Cli.Yaml;
using Breakwater.Configuration;
using Microsoft.Extensions.Logging;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater run</c>: the server. Ends cleanly on SIGTERM or Ctrl+C: no new work, attempts under way get their time, everything committed.</summary>
internal static partial class RunCommand
{
    public static Command Create(CommandContext context)
    {
        var form = new Option<string>("--log") { Description = "plain for people, json for programs.", DefaultValueFactory = _ => "plain" };
        form.AcceptOnlyFromAmong("plain", "json");
        var level = new Option<string>("--log-level") { Description = "The least important lines that are written.", DefaultValueFactory = _ => "information" };
        level.AcceptOnlyFromAmong("debug", "information", "warning", "error");
        var node = new Option<string?>("--node") { Description = "The name of this node; the machine's where it is not given." };
        var command = new Command("run", "Run the server.") { CommonOptions.Config, form, level, node };
        command.SetAction(async (parse, cancellation) =>
        {
            var loaded = Load(context, parse.GetRequiredValue(CommonOptions.Config));
            var name = parse.GetValue(node) ?? context.Machine;
            using var export = new TelemetryExport(OtlpWishes.Of(context.Environment), name);
            await using var logs = Logs(
                context,
                parse.GetValue(form) == "json" ? LogForm.Json : LogForm.Plain,
                Enum.Parse<LogLevel>(parse.GetRequiredValue(level), ignoreCase: true),
                export);
            return await RunAsync(context, loaded, logs.Loggers, name, export, cancellation);
        });
        return command;
    }

    /// <summary>The configuration, valid.</summary>
    /// <exception cref="StopException">It is not: everything that is wrong, a line each.</exception>
    private static LoadedConfiguration Load(CommandContext context, string file)
    {
        var loaded = ConfigurationFile.Load(Path.GetFullPath(file, context.Folder), context.Environment);
        return loaded.Settings is not null
            ? loaded
            : throw StopException.Usage(string.Join('\n', loaded.Errors.Select(error => error.ToString())));
    }

    private static async Task<int> RunAsync(
        CommandContext context, LoadedConfiguration loaded, ILoggerFactory logs, string node, TelemetryExport export, CancellationToken cancellation)
    {
        var log = logs.CreateLogger("Breakwater");
        await using var server = await Server.StartAsync(
            new ServerParts
            {
                Settings = loaded.Settings!,
                Folder = Path.GetDirectoryName(loaded.Path)!,
                Logs = logs,
                Clock = context.Clock,
                Chance = context.Chance,
                Node = node,
                Options = new BreakwaterWebOptions { MapMetrics = export.Map },
            },
            cancellation);
        LogListening(log, server.Ingress.GetLeftPart(UriPartial.Authority), server.Admin.GetLeftPart(UriPartial.Authority));
        LogDashboard(log, ServerAddress.ToConnect(server.Admin).AbsoluteUri);
        foreach (var warning in loaded.Warnings)
        {
            LogConfigurationWarning(log, warning.ToString());
        }

        SaySources(log, loaded.Settings!, ServerAddress.ToConnect(server.Ingress));

        var reload = new Reload(server.Engine, log);
        var watcher = new ConfigurationWatcher(loaded.Path, context.Environment, context.Clock, reload.TakeOverAsync, log);
        // It ends when it is cancelled, and only then.
        await watcher.RunAsync(loaded, cancellation);

        LogStopping(log);
        await server.StopAsync();
        return ExitCode.Done;
    }

    private static void SaySources(ILogger log, Settings settings, Uri ingress)
    {
        foreach (var source in settings.Sources.Values.OrderBy(source => source.Name, StringComparer.Ordinal))
        {
            LogSource(log, source.Name, source.SchemeName, new Uri(ingress, $"in/{source.Name}").AbsoluteUri);
        }
    }

    private static LogFactory Logs(CommandContext context, LogForm form, LogLevel level, TelemetryExport export)
    {
        // A writer of its own, with a buffer: the console's flushes each line, which is a system call a line.
        var target = context.OutBytes is { } bytes ? new StreamWriter(bytes, leaveOpen: true) { AutoFlush = false } : context.Out;
        var colour = form == LogForm.Plain && context.Terminal && string.IsNullOrEmpty(context.Environment("NO_COLOR"));
        return new LogFactory(target, form, colour, level, context.Clock, export.AddTo);
    }

    [LoggerMessage(9_000, LogLevel.Information, "listening: webhooks at {Ingress}, API at {Admin}")]
    private static partial void LogListening(ILogger log, string ingress, string admin);

    [LoggerMessage(9_005, LogLevel.Information, "the dashboard is at {Url}")]
    private static partial void LogDashboard(ILogger log, string url);

    [LoggerMessage(9_002, LogLevel.Information, "source {Source} ({Scheme}) takes webhooks at {Url}")]
    private static partial void LogSource(ILogger log, string source, string scheme, string url);

    [LoggerMessage(9_003, LogLevel.Warning, "{Warning}")]
    private static partial void LogConfigurationWarning(ILogger log, string warning);

    [LoggerMessage(9_004, LogLevel.Information, "stopping: no new work, attempts under way get their time")]
    private static partial void LogStopping(ILogger log);
}
