using Breakwater.Model;
using Breakwater.Sqlite.Native;
using Breakwater.Sqlite.Rows;
using Breakwater.Storage;

namespace Breakwater.Sqlite.Reading;

/// <summary>
/// Events that fit a filter. The narrowest index gives candidates in order of time (several ranges of it are merged), and each
/// candidate is looked at by its number. Nothing is sorted but what is small, and nothing is scanned.
/// </summary>
internal sealed class EventQuery
{
    /// <summary>Up to so many deliveries, an event's delivery is found from its state; beyond, from the event.</summary>
    private const int DeliveriesGathered = 20_000;

    /// <summary>Up to so many kinds are followed one by one; beyond, all events are walked.</summary>
    private const int KindsFollowed = 256;

    private readonly Connection connection;
    private readonly EventFilter filter;
    private readonly IdSpan span;
    private readonly SearchText? text;

    public EventQuery(Connection connection, EventFilter filter, IdSpan span)
    {
        this.connection = connection;
        this.filter = filter;
        this.span = span.Received(connection, filter.From, filter.To);
        text = filter.Text is { } typed ? new SearchText(typed) : null;
    }

    /// <summary>The candidates, in order. Most of them fit.</summary>
    public IEnumerable<long> Candidates() => IdStream.Merge(Streams(), span.NewestFirst);

    /// <summary>Reads one candidate, without headers and body.</summary>
    public (EventSummary Line, bool Fits) Look(long id)
    {
        using var row = connection.Query($"SELECT {EventRow.Columns}, length(e.body) FROM {EventRow.From} WHERE e.id = ?").Add(id);
        if (!row.Read())
        {
            throw new InvalidDataException($"An index names the event {id}, which is not there: the database is damaged.");
        }

        var line = new EventSummary { Event = EventRow.Read(row), BodyLength = row.Int(EventRow.Count) };
        return (line, Fits(line.Event));
    }

    private bool Fits(Event evt) =>
        (filter.Source is null || filter.Source == evt.Source)
        && (filter.Type is null || (evt.Type is not null && TypePattern.Fits(filter.Type, evt.Type)))
        && (filter.Key is null || filter.Key == evt.Key)
        && (filter.From is null || evt.ReceivedAt >= filter.From)
        && (filter.To is null || evt.ReceivedAt < filter.To)
        && (text is null || text.Fits(evt))
        && ((filter.State is null && filter.Destination is null) || HasDelivery(evt.Id));

    private bool HasDelivery(EventId id)
    {
        using var row = connection.Query(
            "SELECT 1 FROM deliveries d JOIN names n ON n.id = d.destination "
            + "WHERE d.event = ?1 AND (?2 IS NULL OR d.state = ?2) AND (?3 IS NULL OR n.text = ?3) LIMIT 1")
            .Add(id.Value.High).Add((long?)filter.State).Add(filter.Destination);
        return row.Read();
    }

    private List<IdStream> Streams()
    {
        if (text is not null)
        {
            return TextStreams(text);
        }

        if (filter.Key is { } key)
        {
            return [ByKey(key)];
        }

        var within = span;
        if (filter.State is not null || filter.Destination is not null)
        {
            var ranges = DeliveryRange.Find(connection, filter.Destination, filter.State);
            if (ranges.Sum(range => range.Count) <= DeliveriesGathered)
            {
                return [IdStream.Of(ranges.SelectMany(range => range.Events(connection)), span)];
            }

            within = span with { Last = Math.Min(span.Last, ranges.Max(range => range.Newest(connection))) };
        }

        if (filter.Source is null && filter.Type is null)
        {
            return [All(within)];
        }

        var kinds = Kinds.Find(connection, filter.Source, filter.Type);
        return kinds.Count > KindsFollowed ? [All(within)] : [.. kinds.Select(kind => ByKind(kind, within))];
    }

    private List<IdStream> TextStreams(SearchText typed)
    {
        List<IdStream> streams = [ByKey(typed.Text), ByIdentity(typed.Text)];
        streams.AddRange(Kinds.Find(connection, source: null, typed.Text, exactly: true).Select(kind => ByKind(kind, span)));
        if (typed.Within(span) is { } ids)
        {
            streams.Add(All(ids));
        }

        return streams;
    }

    private IdStream All(IdSpan ids) => IdStream.Of(connection, "SELECT id FROM events WHERE 1", ids, row => row);

    private IdStream ByKey(string key) => IdStream.Of(connection, "SELECT id FROM events WHERE key = ?", span, row => row.Add(key));

    private IdStream ByKind(long kind, IdSpan ids) =>
        IdStream.Of(connection, "SELECT id FROM events WHERE kind = ?", ids, row => row.Add(kind));

    /// <summary>An idempotency id belongs to a source: it is looked for in each of the few that there are.</summary>
    private IdStream ByIdentity(string idempotencyId)
    {
        var ids = new List<long>();
        var hashes = Kinds.Sources(connection).Select(source => Identity.Hash(source, idempotencyId)).ToHashSet();
        foreach (var hash in hashes)
        {
            using var row = connection.Query("SELECT event FROM identities WHERE hash = ?").Add(hash);
            while (row.Read())
            {
                ids.Add(row.Long(0));
            }
        }

        AddFresh(hashes, ids);
        return IdStream.Of(ids.Where(IsKept), span);
    }

    /// <summary>Those that were gathered and not carried over yet: 16 bytes each, in no order of hashes.</summary>
    private void AddFresh(HashSet<long> hashes, List<long> ids)
    {
        using var row = connection.Query("SELECT pairs FROM fresh_identities");
        while (row.Read())
        {
            foreach (var (hash, evt) in IdentityPairs.Read(row.Bytes(0)))
            {
                if (hashes.Contains(hash))
                {
                    ids.Add(evt);
                }
            }
        }
    }

    /// <summary>An identity may outlive its event by a little.</summary>
    private bool IsKept(long id)
    {
        using var row = connection.Query("SELECT 1 FROM events WHERE id = ?").Add(id);
        return row.Read();
    }
}
