using System.Globalization;

namespace Breakwater.Cli.Output;

/// <summary>Sizes and counts as people read them.</summary>
internal static class Sizes
{
    private const double Step = 1024;

    /// <summary>Bytes, in the greatest unit that leaves at least one.</summary>
    public static string Bytes(long bytes)
    {
        var size = (double)bytes;
        var unit = 0;
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        while (size >= Step && unit < units.Length - 1)
        {
            size /= Step;
            unit++;
        }

        return FormattableString.Invariant($"{size:0.#} {units[unit]}");
    }

    /// <summary>A number with its thousands apart.</summary>
    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A number of things: <c>1 event</c>, <c>2,000 deliveries</c>.</summary>
    public static string Count(long count, string thing) => count == 1
        ? $"1 {thing}"
        : $"{Count(count)} {(thing.EndsWith("ry", StringComparison.Ordinal) ? thing[..^1] + "ies" : thing + "s")}";
}
