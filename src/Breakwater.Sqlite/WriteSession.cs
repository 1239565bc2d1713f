using System.Buffers;

namespace Breakwater.Sqlite;

/// <summary>What an operation writes through: the writer's connection, names, and counters of the transaction it is part of.</summary>
internal sealed class WriteSession(Connection connection, NameTable names, NewestId newest) : IDisposable
{
    public Connection Connection => connection;

    public NameTable Names => names;

    public NewestId Newest => newest;

    public CounterChanges Counters { get; } = new();

    /// <summary>For encoding one value after another.</summary>
    public ArrayBufferWriter<byte> Scratch { get; } = new(4_096);

    public Statement Prepare(string sql) => connection.Prepare(sql);

    public long Number(string name) => names.Intern(connection, name);

    public void Begin() => connection.Execute("BEGIN IMMEDIATE");

    public void Commit()
    {
        Counters.Write(connection);
        connection.Execute("COMMIT");
        names.Committed();
    }

    public void Rollback()
    {
        Counters.Clear();
        names.RolledBack();
        try
        {
            connection.Execute("ROLLBACK");
        }
        catch (SqliteFailure)
        {
            // SQLite has rolled back by itself.
        }
    }

    public void Dispose() => connection.Dispose();
}
