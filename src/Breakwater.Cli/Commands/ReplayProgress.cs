using Breakwater.Cli.Client;
using Spectre.Console;

namespace Breakwater.Cli.Commands;

/// <summary>
/// Follows a bulk replay to its end: a bar on a terminal, lines in a pipe. Whoever stops looking does not stop the replay: the server
/// does it.
/// </summary>
internal static class ReplayProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    public static async Task<int> WatchAsync(ServerVerb verb, ApiAnswer<ReplayView> begun, CancellationToken cancellation)
    {
        try
        {
            var ended = verb.Screen.Terminal && !verb.Json ? await BarAsync(verb, begun, cancellation) : await LinesAsync(verb, begun, cancellation);
            if (!verb.Json)
            {
                verb.Screen.Line($"{ended.Id} is {ended.State}: {ended.Done} of {ended.Total} events, {ended.Deliveries} deliveries");
            }

            return ended.State == "done" ? ExitCode.Done : ExitCode.Failed;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            verb.Screen.Note($"{begun.Value.Id} goes on in the server: breakwater replay --list shows it, breakwater replay --cancel {begun.Value.Id} stops it");
            return ExitCode.Done;
        }
    }

    private static async Task<ReplayView> LinesAsync(ServerVerb verb, ApiAnswer<ReplayView> begun, CancellationToken cancellation)
    {
        long? said = null;
        var last = begun.Value;
        await foreach (var answer in FollowAsync(verb, begun, cancellation))
        {
            last = answer.Value;
            if (said == last.Done && last.State == "running")
            {
                continue;
            }

            said = last.Done;
            if (verb.Json)
            {
                verb.Screen.Json(answer.Raw);
            }
            else if (last.State == "running")
            {
                verb.Screen.Line($"{last.Id}: {last.Done} of {last.Total} events");
            }
        }

        return last;
    }

    private static async Task<ReplayView> BarAsync(ServerVerb verb, ApiAnswer<ReplayView> begun, CancellationToken cancellation) => await verb.Screen.Console()
        .Progress()
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .StartAsync(async progress =>
        {
            var bar = progress.AddTask(Markup.Escape(begun.Value.Id ?? "replay"), maxValue: Math.Max(1, begun.Value.Total));
            var last = begun.Value;
            await foreach (var answer in FollowAsync(verb, begun, cancellation))
            {
                last = answer.Value;
                bar.Value = last.Done;
            }

            return last;
        });

    private static async IAsyncEnumerable<ApiAnswer<ReplayView>> FollowAsync(
        ServerVerb verb, ApiAnswer<ReplayView> begun, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var current = begun;
        yield return current;
        while (current.Value.State == "running")
        {
            await Task.Delay(Interval, verb.Context.Clock, cancellation);
            current = await verb.Api.GetAsync($"v1/replays/{current.Value.Id}", ApiJson.Default.ReplayView, cancellation);
            yield return current;
        }
    }
}
