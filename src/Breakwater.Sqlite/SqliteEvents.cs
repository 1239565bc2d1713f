using System.Security.Cryptography;
using System.Text;
using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Sqlite;

/// <summary>Records events, once.</summary>
internal sealed class SqliteEvents(Writer writer, Readers readers) : IEventStore
{
    private (DateTimeOffset Before, long Reached) pass;

    public Task<IReadOnlyList<Receipt>> RecordAsync(IReadOnlyList<Storage.Recording> group, CancellationToken cancellation) =>
        writer.WriteAsync<IReadOnlyList<Receipt>>(
            session =>
            {
                var receipts = new Receipt[group.Count];
                for (var i = 0; i < receipts.Length; i++)
                {
                    receipts[i] = Record(session, group[i]);
                }

                return receipts;
            },
            cancellation);

    /// <summary>
    /// Candidates are looked for beside the writer and judged once more when they are removed. Calls with the same moment are one pass: the
    /// next one goes on where the last one ended, so that what is still owed is stepped over once a pass.
    /// </summary>
    public async Task<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken cancellation)
    {
        var after = pass.Before == before ? pass.Reached : 0;
        var candidates = await readers.ReadAsync(connection => Candidates(connection, before, after, limit), cancellation);
        pass = (before, candidates.Count == limit ? candidates[^1] : 0);
        return candidates.Count == 0
            ? 0
            : await writer.WriteAsync(session => candidates.Count(id => Remove(session, id, before)), cancellation);
    }

    internal static byte[] Hash(string idempotencyId) => SHA256.HashData(Encoding.UTF8.GetBytes(idempotencyId));

    private static Receipt Record(WriteSession session, Storage.Recording recording)
    {
        var evt = recording.Event;
        var source = session.Number(evt.Source);
        Span<byte> hash = Hash(evt.IdempotencyId);
        session.Prepare("INSERT INTO identities (source, hash, event) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")
            .Bind(1, source).Bind(2, hash).Bind(3, evt.Id.Value.High).Run();
        if (session.Connection.Changes == 0)
        {
            return CountAgain(session, evt, source, hash);
        }

        InsertEvent(session, evt, source);
        session.Newest.Saw(evt.Id.Value.High);
        session.Counters.Event(source, 1, evt.ReceivedAt);
        DeliveryRows.Insert(session, recording.Deliveries);
        return new Receipt(evt.Id, Duplicate: false);
    }

    private static void InsertEvent(WriteSession session, Event evt, long source)
    {
        var insert = session.Prepare("INSERT INTO events VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)");
        HeaderCodec.Write(evt.Headers, session.Scratch);
        insert.Bind(1, evt.Id.Value.High).Bind(2, evt.Id.Value.Low).Bind(3, source).Bind(4, evt.IdempotencyId)
            .Bind(5, evt.Type).Bind(6, evt.Key).Bind(7, evt.Version).Bind(8, evt.OccurredAt).Bind(9, evt.ReceivedAt).Bind(10, evt.TraceParent)
            .Bind(11, session.Scratch.WrittenSpan).Bind(12, evt.Body.Span)
            .Run();
    }

    /// <summary>The very same recording again (its commit was judged lost, and was not) is no duplicate.</summary>
    private static Receipt CountAgain(WriteSession session, Event evt, long source, ReadOnlySpan<byte> hash)
    {
        SortableId first;
        using (var use = session.Prepare("SELECT event, (SELECT low FROM events WHERE id = event) FROM identities WHERE source = ?1 AND hash = ?2").Use())
        {
            use.Statement.Bind(1, source).Bind(2, hash).Step();
            first = new SortableId(use.Statement.Long(0), use.Statement.Long(1));
        }

        if (first == evt.Id.Value)
        {
            return new Receipt(evt.Id, Duplicate: false);
        }

        session.Prepare("""
            UPDATE identities SET duplicates = duplicates + 1, last_duplicate_at = max(coalesce(last_duplicate_at, 0), ?3)
            WHERE source = ?1 AND hash = ?2
            """).Bind(1, source).Bind(2, hash).Bind(3, evt.ReceivedAt).Run();
        session.Counters.Duplicates(source, 1);
        return new Receipt(new EventId(first), Duplicate: true);
    }

    private const string IsOver =
        "received_at < ?1 AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.event = events.id AND (d.state = 0 OR d.settled_at >= ?1))";

    private static List<long> Candidates(Connection connection, DateTimeOffset before, long after, int limit)
    {
        using var use = connection.Prepare($"SELECT id FROM events WHERE id > ?2 AND id < ?3 AND {IsOver} ORDER BY id LIMIT ?4").Use();
        use.Statement.Bind(1, before).Bind(2, after).Bind(3, IdRange.Before(before)).Bind(4, (long)limit);
        var found = new List<long>();
        while (use.Statement.Step())
        {
            found.Add(use.Statement.Long(0));
        }

        return found;
    }

    private static bool Remove(WriteSession session, long id, DateTimeOffset before)
    {
        long source;
        byte[] hash;
        using (var use = session.Prepare($"DELETE FROM events WHERE id = ?2 AND {IsOver} RETURNING source, idempotency_id").Use())
        {
            if (!use.Statement.Bind(1, before).Bind(2, id).Step())
            {
                return false;
            }

            (source, hash) = (use.Statement.Long(0), Hash(use.Statement.Text(1)));
        }

        using (var use = session.Prepare("DELETE FROM identities WHERE source = ?1 AND hash = ?2 RETURNING duplicates").Use())
        {
            use.Statement.Bind(1, source).Bind(2, hash).Step();
            session.Counters.Duplicates(source, -use.Statement.Long(0));
        }

        session.Counters.Event(source, -1, null);
        session.Prepare("DELETE FROM attempts WHERE delivery IN (SELECT id FROM deliveries WHERE event = ?1)").Bind(1, id).Run();
        using var deliveries = session.Prepare("DELETE FROM deliveries WHERE event = ?1 RETURNING destination, state").Use();
        deliveries.Statement.Bind(1, id);
        while (deliveries.Statement.Step())
        {
            session.Counters.Delivery(deliveries.Statement.Long(0), (DeliveryState)deliveries.Statement.Int(1), -1);
        }

        return true;
    }
}
