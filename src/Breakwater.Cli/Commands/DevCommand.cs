using System.CommandLine;
using Breakwater.Cli.Dev;
using Breakwater.Cli.Logging;
using Breakwater.Cli.Output;
using Breakwater.Cli.Serving;
using Breakwater.Model;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Breakwater.Cli.Commands;

/// <summary>
/// <c>breakwater dev --to URL</c>: takes anything at any path and forwards it to exactly that URL. What the target misses while it is
/// down is kept, also over a restart.
/// </summary>
internal static class DevCommand
{
    public static Command Create(CommandContext context)
    {
        var to = new Option<Uri>("--to")
        {
            Description = "The URL that everything is forwarded to.",
            Required = true,
            CustomParser = result =>
            {
                if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
                {
                    return url;
                }

                result.AddError($"--to: {result.Tokens[0].Value} is not a URL like http://localhost:3000/webhooks.");
                return null;
            },
        };
        var port = Port("--port", "The port for webhooks, on this machine only; 0 for a free one.", 8080);
        var adminPort = Port("--admin-port", "The port for tail, events and the other verbs; 0 for a free one.", 8081);
        var data = new Option<string>("--data") { Description = "The folder where it keeps what came.", DefaultValueFactory = _ => ".breakwater-dev" };
        var command = new Command("dev", "Take any webhook and forward it to --to; lose nothing while that is down.") { to, port, adminPort, data };
        command.SetAction((parse, cancellation) => RunAsync(
            context,
            parse.GetRequiredValue(to),
            parse.GetValue(port),
            parse.GetValue(adminPort),
            Path.GetFullPath(parse.GetRequiredValue(data), context.Folder),
            cancellation));
        return command;
    }

    private static Option<int> Port(string name, string description, int standard)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var port) && port is < 0 or > 65_535)
            {
                result.AddError($"{name} is from 0 to 65535.");
            }
        });
        return option;
    }

    private static async Task<int> RunAsync(CommandContext context, Uri target, int port, int adminPort, string folder, CancellationToken cancellation)
    {
        var screen = new Screen(context);
        // What becomes of each attempt is shown as a line of its own; the log is for what is wrong with this program.
        await using var logs = new LogFactory(context.Error, LogForm.Plain, screen.Terminal, LogLevel.Error, context.Clock);
        Directory.CreateDirectory(folder);
        await using var server = await Server.StartAsync(
            new ServerParts
            {
                Settings = DevConfiguration.Settings(target, port, adminPort, Path.Combine(folder, "breakwater.db")),
                Folder = folder,
                Logs = logs.Loggers,
                Clock = context.Clock,
                Chance = context.Chance,
                Node = context.Machine,
                Web = web => web.Services.AddSingleton<IStartupFilter>(new DevDoor(new IdSource(context.Clock, context.Chance))),
            },
            cancellation);

        screen.Line("taking anything at ", new Cell(server.Ingress.AbsoluteUri, Tone.Strong), " and forwarding it to ", new Cell(target.AbsoluteUri, Tone.Strong));
        screen.Line(new Cell($"kept in {folder}; look closer with breakwater tail --server {server.Admin.GetLeftPart(UriPartial.Authority)}", Tone.Dim));
        await SayOwedAsync(server, screen, cancellation);
        await ShowAsync(server, new DevLines(screen, target, context.Clock), cancellation);
        await server.StopAsync();
        return ExitCode.Done;
    }

    private static async Task SayOwedAsync(Server server, Screen screen, CancellationToken cancellation)
    {
        var owed = (await server.Engine.DestinationsAsync(cancellation)).Sum(destination => destination.Waiting);
        if (owed > 0)
        {
            screen.Line(new Cell($"going on with {owed} that the target has not taken yet", Tone.Warning));
        }
    }

    private static async Task ShowAsync(Server server, DevLines lines, CancellationToken cancellation)
    {
        try
        {
            await foreach (var notice in server.Engine.Feed.ReadAsync(after: null, cancellation))
            {
                lines.Show(notice);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ctrl+C is how it ends.
        }
    }
}
