using Breakwater.Judging;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>What time does to entities: early events run out of it, and what is over goes.</summary>
internal sealed class EntityWrites(Database database, Names names)
{
    private const string FindOver = "SELECT entity FROM entity_events WHERE until <= $1 ORDER BY until LIMIT $2";

    /// <summary>In the order of every other lock of entities: names of them first.</summary>
    private const string Order =
        "SELECT n.id FROM (SELECT unnest($1::uuid[]) AS id) w JOIN entities n ON n.id = w.id JOIN names t ON t.id = n.type "
        + "ORDER BY (t.text LIKE '% link') DESC, n.type, n.hash";

    private static readonly string Hold =
        $"SELECT {EntityRow.Columns} FROM (SELECT unnest($1::uuid[]) AS id) w JOIN entities n ON n.id = w.id JOIN names t ON t.id = n.type FOR UPDATE OF n";

    private const string Differs =
        "SELECT n.id, n.differs FROM entities n WHERE n.type = (SELECT id FROM names WHERE text = $1) AND n.hash = $2 FOR UPDATE OF n";

    private const string Prune =
        "WITH gone AS MATERIALIZED (SELECT n.id FROM entities n WHERE n.changed < $1 "
        + "AND NOT EXISTS (SELECT 1 FROM entity_events h WHERE h.entity = n.id) LIMIT $2 FOR UPDATE SKIP LOCKED) "
        + "DELETE FROM entities n USING gone g WHERE n.id = g.id";

    public async Task<TimedOut> TimeOutAsync(
        IReadOnlyDictionary<string, EntityRules> rules, DateTimeOffset now, int limit, CancellationToken cancellation) => await database.CommitAsync(
        async (connection, _) =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            var over = await KeysAsync(connection, FindOver, values => values.Long(now.UtcTicks).Int(limit), cancellation);
            if (over.Length == 0)
            {
                return new TimedOut(0, []);
            }

            var ordered = await KeysAsync(connection, Order, values => values.Uuids(over), cancellation);
            var held = new HeldEntities(names);
            await using (var command = connection.Query(Hold))
            {
                command.Parameters.Uuids(ordered);
                await using var row = await command.ExecuteReaderAsync(cancellation);
                await held.ReadAsync(row, cancellation);
            }

            await held.ReadEarlyAsync(connection, cancellation);
            var made = held.TimeOut(rules, now);
            await using var batch = new NpgsqlBatch(connection);
            held.Changes.AddTo(batch);
            if (made.Count > 0)
            {
                KnownDeliveries.AddTo(batch, made, names, later: true);
            }

            await batch.ExecuteNonQueryAsync(cancellation);
            await transaction.CommitAsync(cancellation);
            return new TimedOut(ordered.Length, made);
        },
        cancellation);

    /// <summary>Notes what destinations know otherwise: one row at a time, so that no two stand in a circle.</summary>
    public async Task NoteAsync(IReadOnlyList<EntityNote> notes, CancellationToken cancellation)
    {
        foreach (var note in notes)
        {
            await database.CommitAsync((connection, _) => NoteAsync(connection, note, cancellation), cancellation);
        }
    }

    private static async Task<bool> NoteAsync(NpgsqlConnection connection, EntityNote note, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var known = new List<(Guid Id, byte[] Differs)>();
        await using (var command = connection.Query(Differs))
        {
            command.Parameters.Text(note.Type).Uuid(Hashes.Of(note.Key));
            await using var row = await command.ExecuteReaderAsync(cancellation);
            while (await row.ReadAsync(cancellation))
            {
                known.Add((row.Key(0), row.Bytes(1)));
            }
        }

        foreach (var (id, differs) in known)
        {
            await using var command = connection.Query("UPDATE entities SET differs = $2 WHERE id = $1");
            command.Parameters.Uuid(id).Bytes(EntityCodec.Write(note.With(EntityCodec.ReadDiffers(differs))));
            await command.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return true;
    }

    public Task<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken cancellation) => database.CommitAsync(
        async (connection, _) =>
        {
            await using var command = connection.Query(Prune);
            command.Parameters.Long(before.UtcTicks).Int(limit);
            return await command.ExecuteNonQueryAsync(cancellation);
        },
        cancellation);

    private static async Task<Guid[]> KeysAsync(
        NpgsqlConnection connection, string sql, Action<NpgsqlParameterCollection> bind, CancellationToken cancellation)
    {
        var keys = new List<Guid>();
        await using var command = connection.Query(sql);
        bind(command.Parameters);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            keys.Add(row.Key(0));
        }

        return [.. keys.Distinct()];
    }
}
