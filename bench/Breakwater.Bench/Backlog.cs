using System.Diagnostics;

namespace Breakwater.Bench;

/// <summary>A server that starts with very many deliveries that are due: how soon it is ready, and how fast it works them off.</summary>
internal sealed class Backlog(Options options, Places places)
{
    /// <summary>Until then, what is read first and compiled first counts too much.</summary>
    private static readonly TimeSpan Beginning = TimeSpan.FromSeconds(3);

    private string? filled;

    public async Task<Measurement> MeasureAsync()
    {
        filled ??= await FillAsync();
        var folder = places.Folder();
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        File.Copy(Path.Combine(filled, "data", "breakwater.db"), Path.Combine(folder, "data", "breakwater.db"));

        using var sink = new Sink();
        using var client = new HttpClient();
        var begin = Stopwatch.GetTimestamp();
        await using var breakwater = await Contestant.BreakwaterAsync(folder, "plain", sink);
        while (!await IsReadyAsync(client, breakwater))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2));
        }

        var start = Stopwatch.GetElapsedTime(begin);
        await Task.Delay(Beginning);
        var (before, processor, from) = (sink.Received, breakwater.ProcessorTime, Stopwatch.GetTimestamp());
        var end = TimeSpan.FromSeconds(options.Seconds);
        while (Stopwatch.GetElapsedTime(from) < end && sink.Received < options.Waiting)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }

        var (sent, elapsed) = (sink.Received - before, Stopwatch.GetElapsedTime(from));
        return new Measurement(
            sent / elapsed.TotalSeconds,
            (breakwater.ProcessorTime - processor).TotalSeconds * 1000 / sent,
            double.NaN,
            double.NaN,
            Refused: 0,
            sent / elapsed.TotalSeconds,
            breakwater.PeakBytes)
        {
            StartSeconds = start.TotalSeconds,
        };
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, Contestant breakwater)
    {
        using var answer = await client.GetAsync(new Uri(breakwater.Admin, "/readyz"));
        return answer.IsSuccessStatusCode;
    }

    private async Task<string> FillAsync()
    {
        var folder = places.Folder();
        await Filling.RunAsync(folder, options.Waiting, options.Body, "sink");
        return folder;
    }
}
