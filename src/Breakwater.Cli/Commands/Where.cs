using System.Globalization;

namespace Breakwater.Cli.Commands;

/// <summary>The filter of a bulk replay as people type it: <c>source=stripe,type=charge.*,from=2h</c>.</summary>
internal static class Where
{
    private static readonly string[] Names = ["source", "type", "key", "state", "destination", "from", "to"];

    /// <summary>Reads the filters; all of them must hold. Moments become absolute.</summary>
    /// <exception cref="StopException">One of them is not a filter, and what would be.</exception>
    public static IReadOnlyDictionary<string, string> Parse(IEnumerable<string> texts, DateTimeOffset now)
    {
        var filter = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in texts.SelectMany(Parts))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? part : part[..equals].Trim();
            if (equals < 0 || !Names.Contains(name))
            {
                throw StopException.Usage($"--where: {part} is not a filter: give NAME=VALUE with one of {string.Join(", ", Names)}");
            }

            if (!filter.TryAdd(name, Value(name, part[(equals + 1)..], now)))
            {
                throw StopException.Usage($"--where: {name} is given twice");
            }
        }

        return filter;
    }

    /// <summary>Splits at commas, but only where the name of a filter follows: a key may hold commas.</summary>
    private static IEnumerable<string> Parts(string text)
    {
        var start = 0;
        for (var comma = text.IndexOf(','); comma >= 0; comma = text.IndexOf(',', comma + 1))
        {
            var rest = text.AsSpan(comma + 1).TrimStart();
            var equals = rest.IndexOf('=');
            if (equals > 0 && Array.IndexOf(Names, rest[..equals].ToString()) >= 0)
            {
                yield return text[start..comma];
                start = comma + 1;
            }
        }

        yield return text[start..];
    }

    private static string Value(string name, string value, DateTimeOffset now) => name switch
    {
        _ when value.Length == 0 => throw StopException.Usage($"--where: {name} has no value"),
        "from" or "to" => FilterOptions.Moment(value, $"--where {name}", now)!.Value.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        "state" when !FilterOptions.States.Contains(value) =>
            throw StopException.Usage($"--where: {value} is not a state: {string.Join(", ", FilterOptions.States)}"),
        _ => value,
    };
}
