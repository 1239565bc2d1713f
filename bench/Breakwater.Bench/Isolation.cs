using System.Globalization;

namespace Breakwater.Bench;

/// <summary>Ten destinations, one of them in each kind of trouble in turn: the other nine, against a run in which all ten are well.</summary>
internal sealed class Isolation(Options options, Neighbours neighbours)
{
    public async Task RunAsync(TextWriter output)
    {
        var healthy = await MedianAsync(null);
        output.WriteLine();
        output.WriteLine("isolation: the other nine of ten destinations");
        output.WriteLine("  one is       delivered/s   of healthy   p99 ms   of healthy");
        Print("healthy", healthy);
        foreach (var kind in Enum.GetValues<PestKind>())
        {
            Print(kind.ToString().ToLowerInvariant(), await MedianAsync(kind));
        }

        void Print(string word, (double PerSecond, double P99) run) => output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {word,-10}   {run.PerSecond,11:N0}   {run.PerSecond / healthy.PerSecond,10:0.00}   {run.P99,6:0.0}   {run.P99 / healthy.P99,10:0.00}"));
    }

    private async Task<(double PerSecond, double P99)> MedianAsync(PestKind? kind)
    {
        var runs = new List<Measurement>();
        for (var round = 0; round < options.Rounds; round++)
        {
            using var well = new Sink();
            using var pest = kind is { } trouble ? new Pest(trouble) : null;
            using var tenth = pest is null ? new Sink() : null;
            runs.Add(await neighbours.MeasureAsync(well, [pest?.Address ?? tenth!.Address]));
        }

        return (Median(runs.ConvertAll(run => run.PerSecond)), Median(runs.ConvertAll(run => run.P99)));
    }

    private static double Median(List<double> figures)
    {
        figures.Sort();
        return figures[figures.Count / 2];
    }
}
