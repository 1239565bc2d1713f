using Breakwater.Cli.Client;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary>Does one thing to each of several deliveries and says what became of each: one that is refused does not keep the others.</summary>
internal static class EachDelivery
{
    /// <param name="verb">The verb.</param>
    /// <param name="ids">The deliveries.</param>
    /// <param name="action">The last part of the API's path: <c>retry</c>, <c>cancel</c>.</param>
    /// <param name="wouldBe">What a dry run says would be done: <c>would be tried again</c>.</param>
    /// <param name="cancellation">Ends it between two.</param>
    public static async Task<int> DoAsync(ServerVerb verb, IAsyncEnumerable<string> ids, string action, string wouldBe, CancellationToken cancellation)
    {
        var dry = verb.Value(CommonOptions.DryRun);
        var (good, bad) = (0, 0);
        await foreach (var id in ids.WithCancellation(cancellation))
        {
            try
            {
                await OneAsync(verb, id, action, dry ? wouldBe : null, cancellation);
                good++;
            }
            catch (StopException stop) when (stop.ExitCode == ExitCode.Failed)
            {
                verb.Screen.Note($"{id}: {stop.Message}");
                bad++;
            }
        }

        if (!verb.Json && good + bad != 1)
        {
            verb.Screen.Line($"{good} {(dry ? wouldBe : "done")}{(bad == 0 ? "" : $", {bad} refused")}");
        }

        return bad == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task OneAsync(ServerVerb verb, string id, string action, string? wouldBe, CancellationToken cancellation)
    {
        var path = $"v1/deliveries/{Uri.EscapeDataString(id)}";
        var answer = wouldBe is null
            ? await verb.Api.PostAsync($"{path}/{action}", null, ApiJson.Default.DeliveryView, cancellation)
            : await verb.Api.GetAsync(path, ApiJson.Default.DeliveryView, cancellation);
        if (verb.Json)
        {
            verb.Screen.Json(answer.Raw);
            return;
        }

        var delivery = answer.Value;
        verb.Screen.Line(
            new Cell(delivery.Id, Tone.Strong), "  to ", delivery.Destination, "  ", DeliveryCells.State(delivery), wouldBe is null ? " " : $"  {wouldBe}");
    }
}
