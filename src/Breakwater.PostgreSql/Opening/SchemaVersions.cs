using System.Globalization;
using System.Reflection;
using Breakwater.PostgreSql.Writing;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Opening;

/// <summary>
/// Brings a database to the schema of this version, whole or not at all: one transaction under a lock, so that of several nodes that start at
/// once one makes it and the others find it made.
/// </summary>
internal static class SchemaVersions
{
    /// <summary>The version that this program works with.</summary>
    public const int Current = 8;

    /// <summary>The least server that is known to work: 14.</summary>
    private const int LeastServer = 140_000;

    /// <exception cref="StoreRefusedException">It belongs to another program or to a newer version, or this user may not make it.</exception>
    public static async Task ApplyAsync(NpgsqlDataSource source, string schema, string place, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await CheckServerAsync(connection, place, cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await RunAsync(connection, $"SELECT pg_advisory_xact_lock({Fence.Lock}, 0)", cancellation);
        var found = await FindAsync(connection, schema, place, cancellation);
        if (found > Current)
        {
            throw Newer(place, found);
        }

        for (var version = found + 1; version <= Current; version++)
        {
            await RunAsync(connection, Script(version), cancellation);
            await RunAsync(connection, string.Create(CultureInfo.InvariantCulture, $"UPDATE version SET number = {version}"), cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Looks without changing anything.</summary>
    /// <returns>The server's version and the schema's; 0 where there is none yet.</returns>
    /// <exception cref="StoreRefusedException">The server can't be used, or the schema is of a newer version.</exception>
    public static async Task<(string Server, int Schema)> LookAsync(
        NpgsqlDataSource source, string schema, string place, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await CheckServerAsync(connection, place, cancellation);
        var known = await AskAsync(connection, $"SELECT (to_regclass('{schema}.version') IS NOT NULL)::text", cancellation);
        var found = known == "true"
            ? int.Parse(await AskAsync(connection, "SELECT number::text FROM version", cancellation), CultureInfo.InvariantCulture)
            : 0;
        return found <= Current ? (connection.ServerVersion, found) : throw Newer(place, found);
    }

    private static StoreRefusedException Newer(string place, int found) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"{place} has schema version {found}, and this program knows versions up to {Current}: start the newer program again, or restore a backup made before it."));

    /// <summary>An acknowledged event has to be on disk: a server that is set to answer before is not one to promise on.</summary>
    private static async Task CheckServerAsync(NpgsqlConnection connection, string place, CancellationToken cancellation)
    {
        var version = int.Parse(await AskAsync(connection, "SHOW server_version_num", cancellation), CultureInfo.InvariantCulture);
        if (version < LeastServer)
        {
            throw new StoreRefusedException($"{place} is PostgreSQL {connection.ServerVersion}: this program works with 14 and later.");
        }

        if (await AskAsync(connection, "SHOW synchronous_commit", cancellation) == "off")
        {
            throw new StoreRefusedException(
                $"{place} has synchronous_commit off, so that a commit may be lost in a crash: set it on for the role or the database of Breakwater.");
        }
    }

    /// <summary>The version that is there; 0 in an empty schema, which is made where there is none.</summary>
    private static async Task<int> FindAsync(NpgsqlConnection connection, string schema, string place, CancellationToken cancellation)
    {
        var known = await AskAsync(connection, $"SELECT (to_regclass('{schema}.version') IS NOT NULL)::text", cancellation);
        if (known == "true")
        {
            return int.Parse(await AskAsync(connection, "SELECT number::text FROM version", cancellation), CultureInfo.InvariantCulture);
        }

        var others = await AskAsync(
            connection, $"SELECT count(*)::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = '{schema}'", cancellation);
        if (others != "0")
        {
            throw new StoreRefusedException($"The schema {schema} of {place} belongs to another program: name an empty one with the Search Path of store.postgres.");
        }

        if (await AskAsync(connection, $"SELECT (to_regnamespace('{schema}') IS NULL)::text", cancellation) == "true")
        {
            await RunAsync(connection, $"CREATE SCHEMA {schema}", cancellation);
        }

        await RunAsync(connection, "CREATE TABLE version (number integer NOT NULL); INSERT INTO version VALUES (0)", cancellation);
        return 0;
    }

    private static async Task<string> AskAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static string Script(int version)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"Breakwater.PostgreSql.Schema.{version:0000}.sql");
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
