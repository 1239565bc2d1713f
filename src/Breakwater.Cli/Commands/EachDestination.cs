using System.CommandLine;
using Breakwater.Cli.Client;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary>Does one thing to each of several destinations and says how each stands: one that is refused does not keep the others.</summary>
internal static class EachDestination
{
    /// <param name="context">The command line.</param>
    /// <param name="action">The verb, and the last part of the API's path: <c>pause</c>, <c>resume</c>.</param>
    /// <param name="description">What it does.</param>
    /// <param name="wouldBe">What a dry run says would be done: <c>would be paused</c>.</param>
    public static Command Create(CommandContext context, string action, string description, string wouldBe)
    {
        var names = new Argument<string[]>("destination") { Description = "Names of destinations.", Arity = ArgumentArity.OneOrMore };
        var command = new Command(action, description) { names, CommonOptions.DryRun };
        return ServerVerb.Wire(context, command, async (verb, cancellation) =>
        {
            var code = ExitCode.Done;
            foreach (var name in verb.Parse.GetRequiredValue(names))
            {
                try
                {
                    await OneAsync(verb, name, action, verb.Value(CommonOptions.DryRun) ? wouldBe : null, cancellation);
                }
                catch (StopException stop) when (stop.ExitCode == ExitCode.Failed)
                {
                    verb.Screen.Note($"{name}: {stop.Message}");
                    code = ExitCode.Failed;
                }
            }

            return code;
        });
    }

    private static async Task OneAsync(ServerVerb verb, string name, string action, string? wouldBe, CancellationToken cancellation)
    {
        var path = $"v1/destinations/{Uri.EscapeDataString(name)}";
        var answer = wouldBe is null
            ? await verb.Api.PostAsync($"{path}/{action}", null, ApiJson.Default.DestinationView, cancellation)
            : await verb.Api.GetAsync(path, ApiJson.Default.DestinationView, cancellation);
        if (verb.Json)
        {
            verb.Screen.Json(answer.Raw);
            return;
        }

        var destination = answer.Value;
        verb.Screen.Line(
            new Cell(destination.Name, Tone.Strong),
            "  ",
            wouldBe ?? DestinationCells.State(destination, verb.Now),
            $"  {destination.Counts.GetValueOrDefault("waiting")} waiting");
    }
}
