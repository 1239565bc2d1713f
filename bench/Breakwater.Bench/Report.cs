using System.Globalization;

namespace Breakwater.Bench;

/// <summary>The table at the end: medians of the rounds, the ratio with its range, and what was hoped for.</summary>
internal static class Report
{
    private static readonly string[] Heads = ["comparison", "side", "accepted/s", "events/s", "cpu s/1000", "p50 ms", "p99 ms", "peak MiB", "start s", "ratio (least, most)", "aim"];

    public static void Print(IReadOnlyList<Result> results, TextWriter output)
    {
        var rows = new List<string[]> { Heads };
        foreach (var result in results)
        {
            rows.Add(Row(
                result.Comparison.Name,
                result.Comparison.Left.Name,
                result.Left,
                $"{result.Ratio:0.00} ({result.Ratios[0]:0.00}, {result.Ratios[^1]:0.00})",
                Known(result.Comparison.Aim, "0.0#")));
            rows.Add(Row("", result.Comparison.Right.Name, result.Right, "", ""));
        }

        var widths = Heads.Select((_, column) => rows.Max(row => row[column].Length)).ToList();
        output.WriteLine();
        foreach (var row in rows)
        {
            output.WriteLine(string.Join("  ", row.Select((cell, column) => column < 2 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))));
        }
    }

    private static string[] Row(string comparison, string side, Func<Func<Measurement, double>, double> figure, string ratio, string aim) =>
    [
        comparison,
        side,
        $"{figure(run => run.Accepted):N0}",
        $"{figure(run => run.PerSecond):N0}",
        $"{figure(run => run.ProcessorSeconds):0.000}",
        Known(figure(run => run.P50), "0.0"),
        Known(figure(run => run.P99), "0.0"),
        $"{figure(run => run.PeakBytes) / 1024 / 1024:N0}",
        Known(figure(run => run.StartSeconds), "0.00"),
        ratio,
        aim,
    ];

    private static string Known(double figure, string form) => double.IsNaN(figure) ? "" : figure.ToString(form, CultureInfo.InvariantCulture);
}
