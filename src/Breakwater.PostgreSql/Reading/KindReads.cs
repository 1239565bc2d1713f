using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Writing;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Reading;

/// <summary>The small table of sources with types.</summary>
internal static class KindReads
{
    /// <summary>The numbers of kinds of a source, of a type or a pattern of types, or of both.</summary>
    public static async Task<int[]> KindsAsync(
        this NpgsqlConnection connection, string? source, string? type, bool exactly, CancellationToken cancellation)
    {
        if (type is not null && (exactly || TypePattern.IsExact(type)))
        {
            var sources = await connection.SourcesAsync(source, cancellation);
            return await connection.ExactAsync([.. sources.Select(id => Kinds.Hash(id, type))], cancellation);
        }

        var kinds = new List<int>();
        var statement = new Statement().Add("SELECT k.id, k.type FROM kinds k");
        if (source is not null)
        {
            statement.Add(" WHERE k.source = (SELECT id FROM names WHERE text = ").Add(statement.Value(source)).Add(")");
        }

        await using var command = statement.On(connection);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            if (type is null || (row.TextOrNull(1) is { } found && TypePattern.Fits(type, found)))
            {
                kinds.Add(row.Int(0));
            }
        }

        return [.. kinds];
    }

    /// <summary>The numbers of all sources that ever had an event, or of the one of this name.</summary>
    public static async Task<List<int>> SourcesAsync(this NpgsqlConnection connection, string? source, CancellationToken cancellation)
    {
        var sources = new List<int>();
        var statement = source is null ? new Statement().Add("SELECT DISTINCT source FROM sources") : new Statement();
        if (source is not null)
        {
            statement.Add("SELECT id FROM names WHERE text = ").Add(statement.Value(source));
        }

        await using var command = statement.On(connection);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            sources.Add(row.Int(0));
        }

        return sources;
    }

    private static async Task<int[]> ExactAsync(this NpgsqlConnection connection, Guid[] hashes, CancellationToken cancellation)
    {
        var kinds = new List<int>();
        await using var command = connection.Query("SELECT id FROM kinds WHERE hash = ANY($1::uuid[])");
        command.Parameters.Uuids(hashes);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            kinds.Add(row.Int(0));
        }

        return [.. kinds];
    }
}
