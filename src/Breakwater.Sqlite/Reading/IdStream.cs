using Breakwater.Sqlite.Native;

namespace Breakwater.Sqlite.Reading;

/// <summary>Ids in order, from one range of an index, fetched in small portions.</summary>
internal sealed class IdStream
{
    private const int Portion = 128;

    private readonly Func<IdSpan, List<long>> fetch;
    private IdSpan rest;
    private List<long> portion = [];
    private int position = -1;
    private bool last;

    private IdStream(IdSpan span, Func<IdSpan, List<long>> fetch)
    {
        rest = span;
        this.fetch = fetch;
    }

    public long Current => portion[position];

    /// <summary>A range of an index: a query for ids whose first values are given and whose id lies in the span.</summary>
    /// <param name="connection">Where to read.</param>
    /// <param name="select">As <c>SELECT id FROM events WHERE kind = ?</c>, with a condition.</param>
    /// <param name="span">Which ids.</param>
    /// <param name="bind">Binds the values of the condition.</param>
    public static IdStream Of(Connection connection, string select, IdSpan span, Func<Statement, Statement> bind) =>
        new(span, rest => Fetch(connection, $"{select} AND id BETWEEN ? AND ? ORDER BY id {rest.Order} LIMIT {Portion}", rest, bind));

    /// <summary>Ids that are known already, in any order.</summary>
    public static IdStream Of(IEnumerable<long> ids, IdSpan span)
    {
        var distinct = ids.Where(span.Contains).Distinct().ToList();
        distinct.Sort();
        if (span.NewestFirst)
        {
            distinct.Reverse();
        }

        return new IdStream(span, _ => []) { portion = distinct, last = true };
    }

    /// <summary>Goes through several streams at once, each id once.</summary>
    public static IEnumerable<long> Merge(IReadOnlyList<IdStream> streams, bool newestFirst)
    {
        var heads = new PriorityQueue<IdStream, long>(streams.Count);
        foreach (var stream in streams)
        {
            Enqueue(stream);
        }

        long? before = null;
        while (heads.TryDequeue(out var stream, out _))
        {
            if (stream.Current != before)
            {
                yield return stream.Current;
                before = stream.Current;
            }

            Enqueue(stream);
        }

        void Enqueue(IdStream stream)
        {
            if (stream.MoveNext())
            {
                heads.Enqueue(stream, newestFirst ? -stream.Current : stream.Current);
            }
        }
    }

    private bool MoveNext()
    {
        if (++position < portion.Count)
        {
            return true;
        }

        if (last)
        {
            return false;
        }

        portion = fetch(rest);
        position = 0;
        last = portion.Count < Portion;
        if (portion.Count > 0)
        {
            rest = rest.Behind(portion[^1]);
        }

        return portion.Count > 0;
    }

    private static List<long> Fetch(Connection connection, string sql, IdSpan span, Func<Statement, Statement> bind)
    {
        var ids = new List<long>(Portion);
        using var row = bind(connection.Query(sql)).Add(span.First).Add(span.Last);
        while (row.Read())
        {
            ids.Add(row.Long(0));
        }

        return ids;
    }
}
