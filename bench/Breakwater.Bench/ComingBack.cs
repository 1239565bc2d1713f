using System.Globalization;

namespace Breakwater.Bench;

/// <summary>
/// Very many deliveries wait for a destination that was away, and it comes back able to take so much: how much it gets at once, and how fast
/// they are worked off. Promised: from 10 seconds after the first request on never more than 1.2 times what it can take in any second, and at least 0.9 of it
/// over all.
/// </summary>
internal sealed class ComingBack(Options options, Places places)
{
    private const int PerSecond = 200;
    private const double Settled = 10;
    private const int RowsByDefault = 100_000;

    private static readonly TimeSpan Away = TimeSpan.FromSeconds(10);

    public async Task<bool> RunAsync(TextWriter output)
    {
        var rows = options.RowsGiven ? options.Rows : RowsByDefault;
        var folder = places.Folder();
        await Filling.RunAsync(folder, rows, options.RowBody ?? options.Body, "sink");
        using var sink = new LimitedSink(PerSecond);
        await using var breakwater = await Contestant.ConfiguredAsync(folder, "/", $$"""
            store: { sqlite: ./data/breakwater.db }
            sources: { plain: { verify: none, event: { id: "header:X-Event-Id" } } }
            destinations: { sink: { url: "{{sink.Address}}", concurrency: 64 } }
            routes: [ { from: plain, to: [sink] } ]
            """);
        await Task.Delay(Away);
        sink.Open();

        // The last ones wait out what they were refused with: the pace is judged by what comes before them.
        var enough = (int)(rows * 0.95);
        var limit = TimeSpan.FromSeconds((rows / PerSecond * 2) + 120);
        var begin = TimeProvider.System.GetTimestamp();
        while (sink.Taken < enough && TimeProvider.System.GetElapsedTime(begin) < limit)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }

        return Report(sink.Requests, rows, output);
    }

    private static bool Report(IReadOnlyList<(double At, bool Taken)> requests, int rows, TextWriter output)
    {
        var later = requests.Where(request => request.At >= Settled).ToList();
        var most = Most(later.ConvertAll(request => request.At));
        var span = later.Count > 0 ? later[^1].At - Settled : 0;
        var rate = span > 0 ? later.Count(request => request.Taken) / span : 0;
        var (storm, pace) = (most / (double)PerSecond, rate / PerSecond);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"coming back: {rows:N0} waiting, {PerSecond}/s, {requests.Count:N0} requests in {(requests.Count > 0 ? requests[^1].At : 0):N0} s, {requests.Count(request => !request.Taken):N0} refused"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  most in any second, after {Settled:0} s   {most,6}   {storm:0.00} of what it can take   (at most 1.20)"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  taken a second, after {Settled:0} s         {rate,6:0.0}   {pace:0.00} of what it can take   (at least 0.90)"));
        output.WriteLine($"  first seconds: {string.Join(' ', Enumerable.Range(0, (int)Settled).Select(second => requests.Count(request => (int)request.At == second)))}");
        return storm <= 1.2 && pace >= 0.9;
    }

    /// <summary>The most that came within any second.</summary>
    private static int Most(List<double> moments)
    {
        var (most, from) = (0, 0);
        for (var to = 0; to < moments.Count; to++)
        {
            while (moments[to] - moments[from] >= 1)
            {
                from++;
            }

            most = Math.Max(most, to - from + 1);
        }

        return most;
    }
}
