using System.CommandLine;
using Breakwater.Cli.Moving;
using Breakwater.Cli.Output;
using Breakwater.Cli.Serving;
using Breakwater.Cli.Yaml;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater import [FILE|-]</c>: takes an export over into the store of the configuration. No server may have a SQLite file open meanwhile.</summary>
internal static class ImportCommand
{
    private const int FaultsShown = 20;

    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "A file that export wrote, or - for the input.", DefaultValueFactory = _ => "-" };
        var command = new Command("import", "Take an export over into the store; the server of a SQLite file must be stopped. Running it again doubles nothing.")
        {
            file, CommonOptions.Config, CommonOptions.DryRun,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var loaded = ConfigurationFile.Load(parse.GetRequiredValue(CommonOptions.Config), context);
            var place = StoreVerb.PlaceOf(context, loaded);
            await using var input = Open(context, parse.GetRequiredValue(file));
            var lines = new LineReader(input);
            var reader = new ImportReader(lines);
            await reader.ReadHeadAsync(cancellation);
            return parse.GetValue(CommonOptions.DryRun)
                ? await LookAsync(context, reader, cancellation)
                : await StoreVerb.StopOnRefusalAsync(() => RunAsync(context, place, loaded, (reader, () => Share(input, lines)), cancellation));
        });
        return command;
    }

    private static async Task<int> RunAsync(
        CommandContext context, StorePlace place, LoadedConfiguration loaded, (ImportReader Reader, Func<string> Share) input, CancellationToken cancellation)
    {
        var screen = new Screen(context);
        await using var store = await TransferStores.OpenTargetAsync(place, context, cancellation);
        var import = new Import(store.Transfer ?? throw StopException.Failed("this store cannot take anything over yet"));
        string? fault;
        using (var line = new MovingLine(context))
        {
            fault = await import.RunAsync(
                input.Reader.ReadAsync(cancellation), () => line.Show(() => $"imported {Sizes.Count(import.Tally.Events)} events{input.Share()}"), cancellation);
        }

        screen.Line(
            $"{Sizes.Count(import.Added, "event")} and {Sizes.Count(import.ReplaysAdded, "replay")} added, {Sizes.Count(import.Known, "event")} known already; the file: {import.Tally}");
        if (import.LeftOut is { } leftOut)
        {
            screen.Note(leftOut);
        }

        var unknown = import.Tally.Owed.Where(name => !loaded.Settings!.Destinations.ContainsKey(name)).ToList();
        if (unknown.Count > 0)
        {
            screen.Note($"deliveries wait for destinations that the configuration does not name: {string.Join(", ", unknown)}");
        }

        if (fault is not null)
        {
            throw StopException.Failed($"{fault}\nWhat was before it is in the store; importing again goes on and doubles nothing.");
        }

        return ExitCode.Done;
    }

    /// <summary>Reads the whole file and writes nothing.</summary>
    private static async Task<int> LookAsync(CommandContext context, ImportReader reader, CancellationToken cancellation)
    {
        var screen = new Screen(context);
        var tally = new Tally();
        EndLine? end = null;
        var faults = 0;
        await foreach (var line in reader.ReadAsync(cancellation))
        {
            var fault = line.Fault ?? (end is null ? null : "it comes after the end");
            if (fault is not null && ++faults <= FaultsShown)
            {
                screen.Note($"line {line.Number}: {fault}");
            }

            end ??= line.End;
            tally.Add(line);
        }

        // Lines that are wrong are missing in the count; they have been told.
        if (faults == 0 && (end is null ? "the file has no last line: it was cut off, or its export was stopped" : tally.Contradiction(end)) is { } lack)
        {
            screen.Note(lack);
            faults++;
        }

        screen.Line($"{tally}; {(faults == 0 ? "every line is good" : $"{Sizes.Count(faults)} wrong")}, and nothing was written");
        return faults == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static Stream Open(CommandContext context, string file)
    {
        if (file == "-")
        {
            return new UnownedStream(context.InBytes ?? throw StopException.Usage("there is no input of bytes here: give a file"));
        }

        var path = Path.GetFullPath(file, context.Folder);
        try
        {
            return new FileStream(path, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.Read, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            throw StopException.Failed($"{path} cannot be read: {denied.Message}");
        }
    }

    private static string Share(Stream input, LineReader lines) =>
        input is FileStream { Length: > 0 } file ? FormattableString.Invariant($" ({100 * lines.Position / file.Length} %)") : "";
}
