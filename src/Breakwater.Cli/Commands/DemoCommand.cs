using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Breakwater.Cli.Demo;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater demo</c>: the real server in the middle of a pretend platform and two pretend destinations that misbehave, and an audit.</summary>
internal static class DemoCommand
{
    public static Command Create(CommandContext context)
    {
        var seed = new Option<int?>("--seed") { Description = "Decides what happens and when; a new one where it is not given." };
        var keep = new Option<bool>("--keep") { Description = "Leave the configuration and the SQLite file in their folder." };
        var command = new Command("demo", "Show what Breakwater does: failures, a kill -9, and an audit at the end.") { seed, keep, CommonOptions.Json };
        command.SetAction((parse, cancellation) => RunAsync(
            context,
            parse.GetValue(seed) ?? context.Chance.Next(1, 100_000),
            parse.GetValue(keep),
            parse.GetValue(CommonOptions.Json),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, int seed, bool keep, bool json, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("breakwater-demo-").FullName;
        // With --json the output is the report alone; the story goes beside it.
        var screen = new Screen(json ? context with { Out = context.Error, Terminal = false } : context);
        try
        {
            var scenario = Scenario.Of(seed, context.Clock.GetUtcNow());
            screen.Line($"Breakwater demo, seed {seed}: {scenario.Shipments.Count - scenario.Repeats} events of Stripe and GitHub, {scenario.Late} of them late, {scenario.Repeats} sent again, two destinations in bad weather.");
            IReadOnlyList<Finding> findings = [];
            await using (var run = new DemoRun(scenario, folder, context.Clock))
            {
                var show = new DemoScreen(context, screen, run.Figures);
                await show.ShowAsync(WorkAsync());

                async Task WorkAsync() => findings = await run.RunAsync(show.Say, cancellation);
            }

            return Tell(context, screen, new AuditReport(seed, findings), json);
        }
        finally
        {
            if (keep)
            {
                screen.Line($"Kept in {folder}: breakwater run --config {Path.Combine(folder, "breakwater.yaml")}");
            }
            else
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static int Tell(CommandContext context, Screen screen, AuditReport report, bool json)
    {
        if (json)
        {
            new Screen(context).Json(JsonSerializer.SerializeToElement(report, DemoJson.Default.AuditReport));
        }
        else
        {
            screen.Line();
            screen.Table(["audit", "found", "must be", ""], [.. report.Findings.Select(Row)], "nothing");
        }

        screen.Line(report.Passed
            ? new Cell("The audit passed: nothing was lost, and nothing took effect twice.", Tone.Good)
            : new Cell($"The audit FAILED: {string.Join("; ", report.Findings.Where(finding => !finding.Holds).Select(finding => finding.Name))}. Run it again with --seed {report.Seed}.", Tone.Bad));
        return report.Passed ? ExitCode.Done : ExitCode.Failed;
    }

    private static IReadOnlyList<Cell> Row(Finding finding) =>
    [
        new(finding.Name),
        new(finding.Value.ToString("N0", CultureInfo.InvariantCulture), Tone.Strong),
        new(finding.Expected?.ToString("N0", CultureInfo.InvariantCulture) ?? "", Tone.Dim),
        finding.Expected is null ? new("") : finding.Holds ? new("ok", Tone.Good) : new("WRONG", Tone.Bad),
    ];
}
