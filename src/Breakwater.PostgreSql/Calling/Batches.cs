using Npgsql;

namespace Breakwater.PostgreSql.Calling;

/// <summary>Several statements in one round trip and one transaction; each sees what those before it did, and what others committed meanwhile.</summary>
internal static class Batches
{
    /// <summary>Adds a statement.</summary>
    /// <returns>Where its values go.</returns>
    public static NpgsqlParameterCollection Add(this NpgsqlBatch batch, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        batch.BatchCommands.Add(command);
        return command.Parameters;
    }

    /// <summary>One statement alone.</summary>
    public static NpgsqlCommand Query(this NpgsqlConnection connection, string sql) => new(sql, connection);
}
