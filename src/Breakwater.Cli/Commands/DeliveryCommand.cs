using System.CommandLine;
using Breakwater.Cli.Client;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater delivery ID</c>: one delivery with everything that is known of each attempt.</summary>
internal static class DeliveryCommand
{
    public static Command Create(CommandContext context)
    {
        var id = new Argument<string>("id") { Description = "The delivery's id, or its beginning." };
        var command = new Command("delivery", "Show one delivery: each attempt, what was sent, what came back, why it was judged so.") { id };
        return ServerVerb.Wire(context, command, async (verb, cancellation) =>
        {
            var path = $"v1/deliveries/{Uri.EscapeDataString(verb.Parse.GetRequiredValue(id))}";
            var answer = await verb.Api.GetAsync(path, ApiJson.Default.DeliveryView, cancellation);
            if (verb.Json)
            {
                verb.Screen.Json(answer.Raw);
                return ExitCode.Done;
            }

            Timeline.ShowWhole(verb.Screen, answer.Value, verb.Now);
            if (answer.Value.EventId is { } evt)
            {
                verb.Screen.Line();
                verb.Screen.Line($"of event {evt}: breakwater event {evt}");
            }

            return ExitCode.Done;
        });
    }
}
