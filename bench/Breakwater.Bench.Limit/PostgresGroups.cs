using Npgsql;
using NpgsqlTypes;

namespace Breakwater.Bench.Limit;

/// <summary>PostgreSQL with one committer: a group is one round trip of arrays, one insert and one update.</summary>
internal sealed class PostgresGroups : IGroupStore, IDisposable
{
    private readonly NpgsqlConnection connection;

    public PostgresGroups(string text)
    {
        connection = new NpgsqlConnection(text + ";Max Auto Prepare=10;Auto Prepare Min Usages=1");
        connection.Open();
        using var create = new NpgsqlCommand(
            "CREATE TABLE IF NOT EXISTS events (id bigint PRIMARY KEY, settled boolean NOT NULL, body bytea NOT NULL) WITH (fillfactor = 90)", connection);
        create.ExecuteNonQuery();
    }

    public void Dispose() => connection.Dispose();

    public void Commit(List<Work> group)
    {
        using var batch = new NpgsqlBatch(connection);
        var fresh = group.FindAll(work => work.Body is not null);
        var settled = group.FindAll(work => work.Body is null);
        if (fresh.Count > 0)
        {
            var insert = new NpgsqlBatchCommand("INSERT INTO events SELECT id, false, body FROM unnest($1, $2) AS e (id, body)");
            insert.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. fresh.Select(work => work.Id)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
            insert.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. fresh.Select(work => work.Body!)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
            batch.BatchCommands.Add(insert);
        }

        if (settled.Count > 0)
        {
            var update = new NpgsqlBatchCommand("UPDATE events SET settled = true WHERE id = ANY($1)");
            update.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. settled.Select(work => work.Id)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
            batch.BatchCommands.Add(update);
        }

        batch.ExecuteNonQuery();
    }
}
