using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql;

/// <summary>Keeps which keys sealed what is in the database: a handful of rows.</summary>
internal sealed class PostgresSeals(Database database) : ISealStore
{
    private const string Use =
        "INSERT INTO seals (key, first, last) VALUES ($1, $2, $2) ON CONFLICT (key) DO UPDATE SET last = greatest(seals.last, excluded.last)";

    private const string Forget = "DELETE FROM seals WHERE key = $1";

    private const string All = "SELECT key, first, last FROM seals ORDER BY key COLLATE \"C\"";

    public Task UseAsync(string key, DateTimeOffset now, CancellationToken cancellation) => database.CommitAsync(
        async (connection, _) =>
        {
            await using var command = connection.Query(Use);
            command.Parameters.Text(key).Long(now.UtcTicks);
            return await command.ExecuteNonQueryAsync(cancellation);
        },
        cancellation);

    public Task ForgetAsync(string key, CancellationToken cancellation) => database.CommitAsync(
        async (connection, _) =>
        {
            await using var command = connection.Query(Forget);
            command.Parameters.Text(key);
            return await command.ExecuteNonQueryAsync(cancellation);
        },
        cancellation);

    public Task<IReadOnlyList<SealUse>> ListAsync(CancellationToken cancellation) =>
        database.ReadAsync(async connection => await ListAsync(connection.Query(All), cancellation), cancellation);

    /// <summary>For those who look at a database that may be of an older version, and so lack the table.</summary>
    internal static async Task<IReadOnlyList<SealUse>> ListAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var there = source.CreateCommand("SELECT to_regclass('seals') IS NOT NULL");
        return await there.ExecuteScalarAsync(cancellation) is true ? await ListAsync(source.CreateCommand(All), cancellation) : [];
    }

    private static async Task<IReadOnlyList<SealUse>> ListAsync(NpgsqlCommand all, CancellationToken cancellation)
    {
        var found = new List<SealUse>();
        await using var command = all;
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            found.Add(new SealUse(row.Text(0), Moments.FromTicks(row.Long(1)), Moments.FromTicks(row.Long(2))));
        }

        return found;
    }
}
