using System.CommandLine;
using System.Text.Json;
using Breakwater.Cli.Diagnosis;
using Breakwater.Cli.Output;
using Breakwater.Cli.Yaml;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater doctor</c>: looks at everything that an installation needs, and says what to do. Exit code 1 when something fails.</summary>
internal static class DoctorCommand
{
    public static Command Create(CommandContext context)
    {
        var deep = new Option<bool>("--deep") { Description = "Also compare every index of the store with its table; reads the file several times." };
        var command = new Command("doctor", "Look at configuration, store, disk, clock, server and the way to every destination; say what to do.")
        {
            CommonOptions.Config, CommonOptions.Server, deep, CommonOptions.Json,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var loaded = ConfigurationFile.Load(parse.GetRequiredValue(CommonOptions.Config), context);
            var checkup = new Checkup(context, new CheckupParts(loaded, parse.GetValue(CommonOptions.Server), parse.GetValue(deep)));
            var checks = await ShowAsync(new Screen(context), checkup, silent: parse.GetValue(CommonOptions.Json), cancellation);
            var healthy = checks.TrueForAll(check => check.Verdict != Verdict.Fail);
            if (parse.GetValue(CommonOptions.Json))
            {
                var view = new CheckupView(healthy, [.. checks.Select(check => new CheckView(check.Name, Word(check.Verdict), check.Words, check.Advice))]);
                context.Out.WriteLine(JsonSerializer.Serialize(view, CheckupJson.Default.CheckupView));
            }

            return healthy ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static async Task<List<Check>> ShowAsync(Screen screen, Checkup checkup, bool silent, CancellationToken cancellation)
    {
        var checks = new List<Check>();
        await foreach (var check in checkup.RunAsync(cancellation))
        {
            checks.Add(check);
            if (!silent)
            {
                screen.Line(
                    new Cell(Word(check.Verdict).PadRight(6), ToneOf(check.Verdict)),
                    new Cell(check.Name + "  ", Tone.Strong),
                    check.Words,
                    new Cell(check.Advice is { } advice ? $" -> {advice}" : "", Tone.Dim));
            }
        }

        return checks;
    }

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Ok => "ok",
        Verdict.Warn => "warn",
        _ => "fail",
    };

    private static Tone ToneOf(Verdict verdict) => verdict switch
    {
        Verdict.Ok => Tone.Good,
        Verdict.Warn => Tone.Warning,
        _ => Tone.Bad,
    };
}
