using Breakwater.PostgreSql.Rows;

namespace Breakwater.PostgreSql.Reading;

/// <summary>
/// Ranges of indexes, each in the order of ids, merged as they are read: nothing is sorted, and no more is read than is asked for. An id
/// that lies in several ranges comes once.
/// </summary>
internal sealed class Candidates
{
    private readonly List<string> ranges = [];

    /// <summary>True when nothing can be found.</summary>
    public bool IsEmpty => ranges.Count == 0;

    /// <summary>A range: <c>SELECT … AS id FROM … WHERE …</c>, which ends in a condition.</summary>
    public Candidates Range(string select)
    {
        ranges.Add(select);
        return this;
    }

    /// <summary>Few ids that are gathered and sorted: their select as it is.</summary>
    public Candidates Gathered(string select)
    {
        ranges.Add($"SELECT id FROM ({select}) g WHERE true");
        return this;
    }

    /// <summary>The statement for ids of a span, at most so many.</summary>
    public string Sql(Statement statement, IdSpan span, int? most)
    {
        var (first, last) = (statement.Value(span.First.ToKey()), statement.Value(span.Last.ToKey()));
        var parts = ranges.ConvertAll(range => $"{Bounded(range, first, last)} ORDER BY id {span.Order}");
        var merged = parts.Count == 1
            ? parts[0]
            : $"SELECT DISTINCT id FROM ({string.Join(" UNION ALL ", parts.Select(part => $"({part})"))}) m ORDER BY id {span.Order}";
        return merged + (most is { } count ? $" LIMIT {count}" : "");
    }

    /// <summary>The id's column has another name in the index of what was not delivered.</summary>
    private static string Bounded(string range, string first, string last) =>
        range.StartsWith("SELECT delivery", StringComparison.Ordinal)
            ? $"{range} AND delivery >= {first} AND delivery <= {last}"
            : $"{range} AND id >= {first} AND id <= {last}";
}
