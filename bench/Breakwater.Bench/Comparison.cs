namespace Breakwater.Bench;

/// <summary>Two sides, measured by turns, so that whatever else the machine does meets both.</summary>
/// <param name="Name">What is compared.</param>
/// <param name="Left">The side that is looked at, with its name.</param>
/// <param name="Right">The side that it is measured against.</param>
/// <param name="Aim">The ratio that is hoped for; NaN where none is.</param>
internal sealed record Comparison(string Name, Side Left, Side Right, double Aim)
{
    /// <summary>What the ratio is of; events a second where nothing else is said.</summary>
    public Func<Measurement, double> Figure { get; init; } = run => run.PerSecond;

    /// <summary>Runs both sides so often, and prints each run as it comes.</summary>
    public async Task<Result> RunAsync(Options options)
    {
        var pairs = new List<(Measurement Left, Measurement Right)>();
        for (var round = 1; round <= options.Rounds; round++)
        {
            var right = await Right.Measure();
            var left = await Left.Measure();
            pairs.Add((left, right));
            Console.WriteLine(
                $"  {Name}, round {round}: {Left.Name} {Words(left)}, {Right.Name} {Words(right)}, ratio {Figure(left) / Figure(right):0.00}"
                + (left.Refused + right.Refused > 0 ? $", refused {left.Refused} and {right.Refused}" : ""));
        }

        return new Result(this, pairs);
    }

    private static string Words(Measurement run) =>
        $"{run.PerSecond:N0}/s{(double.IsNaN(run.StartSeconds) ? "" : $", started in {run.StartSeconds:0.00} s")}{(run.Note.Length > 0 ? $" ({run.Note})" : "")}";
}

/// <summary>One side: a name, and one fresh measurement of it.</summary>
internal sealed record Side(string Name, Func<Task<Measurement>> Measure);

/// <summary>What the rounds of a comparison came to.</summary>
internal sealed record Result(Comparison Comparison, IReadOnlyList<(Measurement Left, Measurement Right)> Pairs)
{
    public IReadOnlyList<double> Ratios { get; } = [.. Pairs.Select(pair => Comparison.Figure(pair.Left) / Comparison.Figure(pair.Right)).Order()];

    public double Ratio => Middle(Ratios);

    public double Left(Func<Measurement, double> figure) => Middle([.. Pairs.Select(pair => figure(pair.Left)).Order()]);

    public double Right(Func<Measurement, double> figure) => Middle([.. Pairs.Select(pair => figure(pair.Right)).Order()]);

    private static double Middle(IReadOnlyList<double> sorted) =>
        sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
}
