using System.CommandLine;
using Breakwater.Cli.Moving;
using Breakwater.Cli.Output;
using Breakwater.Cli.Serving;
using Breakwater.Cli.Yaml;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater export [FILE|-]</c>: everything of the store as JSON lines, for another store to take over.</summary>
internal static class ExportCommand
{
    private const int FileBuffer = 64 * 1024;

    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "The file to be made, or - for the output.", DefaultValueFactory = _ => "-" };
        var after = new Option<string?>("--after") { Description = "Go on after this event or replay: where an export was stopped." };
        var decrypt = new Option<bool>("--decrypt") { Description = "Of a store with store.encrypt: write bodies and headers as they are, for everyone to read." };
        var command = new Command("export", "Write everything of the store as JSON lines: events, deliveries, attempts, replays. A running server is not disturbed.")
        {
            file, after, decrypt, CommonOptions.Config,
        };
        command.SetAction((parse, cancellation) =>
        {
            var cursor = ExportCursor.Parse(parse.GetValue(after));
            var place = StoreVerb.PlaceOf(context, ConfigurationFile.Load(parse.GetRequiredValue(CommonOptions.Config), context));
            if (place.Settings.EncryptKeys.Count > 0 && !parse.GetValue(decrypt))
            {
                throw StopException.Usage("the store is encrypted, and an export is not: say --decrypt to write bodies and headers as they are, and keep the file like the keys");
            }

            return StoreVerb.StopOnRefusalAsync(() => RunAsync(context, place, parse.GetRequiredValue(file), cursor, cancellation));
        });
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, StorePlace place, string file, ExportCursor after, CancellationToken cancellation)
    {
        var screen = new Screen(context);
        await using var source = await TransferStores.OpenSourceAsync(place, cancellation);
        if (source.Holder is { } holder)
        {
            screen.Note($"the store is open by {holder}: this is the moment {Times.Moment(context.Clock.GetUtcNow())}, and nothing after it. To move, stop the server first.");
        }

        await using var output = Open(context, file);
        var export = new Export(source.Records, output);
        var start = context.Clock.GetTimestamp();
        try
        {
            using var line = new MovingLine(file == "-" ? context with { Terminal = false } : context);
            var all = await source.Records.CountEventsAsync(cancellation);
            await export.RunAsync(
                after, context.Clock.GetUtcNow(), () => line.Show(() => $"exported {Sizes.Count(export.Events)} of {Sizes.Count(all)} events"), cancellation);
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or Storage.StoreUnavailableException or IOException && export.Reached.ToString() is not null)
        {
            screen.Note($"stopped after {export.Reached}: breakwater export OTHER-FILE --after {export.Reached} writes the rest; import both, in any order");
            throw;
        }

        (output as FileStream)?.Flush(flushToDisk: true);
        var words = $"{Sizes.Count(export.Events, "event")} and {Sizes.Count(export.Replays, "replay")} in {Times.Duration(context.Clock.GetElapsedTime(start))}";
        if (file == "-")
        {
            screen.Note($"exported {words}");
        }
        else
        {
            screen.Line($"{file}: {words}, {Sizes.Bytes(output.Length)}");
        }

        return ExitCode.Done;
    }

    private static Stream Open(CommandContext context, string file)
    {
        if (file == "-")
        {
            return new UnownedStream(context.OutBytes ?? throw StopException.Usage("there is no output for bytes here: give a file"));
        }

        var path = Path.GetFullPath(file, context.Folder);
        if (Path.Exists(path))
        {
            throw StopException.Failed($"{path} is there already, and an export replaces nothing: give another name, or move it away");
        }

        try
        {
            return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, FileBuffer, useAsync: true);
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            throw StopException.Failed($"{path} cannot be written: {denied.Message}");
        }
    }
}
