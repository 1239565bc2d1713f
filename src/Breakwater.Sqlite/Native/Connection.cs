using SQLitePCL;

namespace Breakwater.Sqlite.Native;

/// <summary>
/// One connection to a database, with its prepared statements. Used by one thread at a time. It calls SQLite directly, because the
/// hot path binds a million values a second: no command objects, no boxing, no parsing of parameters.
/// </summary>
internal sealed class Connection : IDisposable
{
    private readonly sqlite3 handle;
    private readonly Dictionary<string, Statement> statements = new(StringComparer.Ordinal);

    static Connection()
    {
        // Before anything is opened: SQLite counts its memory under one lock, which every allocation would take.
        Batteries_V2.Init();
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    private Connection(sqlite3 handle) => this.handle = handle;

    /// <summary>For what works on a whole database: its copy.</summary>
    public sqlite3 Handle => handle;

    /// <summary>The text of every statement that was ever prepared.</summary>
    public IReadOnlyCollection<string> Statements => statements.Keys;

    /// <summary>How many rows the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(handle);

    /// <summary>False while a transaction is open.</summary>
    public bool Idle => raw.sqlite3_get_autocommit(handle) != 0;

    public static Connection Open(string path, bool create = false, bool readOnly = false)
    {
        var mode = readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE;
        var flags = mode | raw.SQLITE_OPEN_NOMUTEX | (create ? raw.SQLITE_OPEN_CREATE : 0);
        var result = raw.sqlite3_open_v2(path, out var handle, flags, null);
        if (result != raw.SQLITE_OK)
        {
            var failure = new SqliteFailure(result, handle is null ? "out of memory" : raw.sqlite3_errmsg(handle).utf8_to_string());
            handle?.Dispose();
            throw failure;
        }

        _ = raw.sqlite3_extended_result_codes(handle, 1);
        _ = raw.sqlite3_busy_timeout(handle, 5_000);
        return new Connection(handle);
    }

    /// <summary>Runs statements that have neither parameters nor results.</summary>
    public void Execute(string sql)
    {
        var result = raw.sqlite3_exec(handle, sql);
        if (result != raw.SQLITE_OK)
        {
            throw Failure(result);
        }
    }

    /// <summary>A statement, prepared once per connection, ready to be bound. Dispose of it to end reading.</summary>
    public Statement Query(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            statements.Add(sql, statement = Prepare(sql));
        }

        statement.Reset();
        return statement;
    }

    /// <summary>The first column of the first row, or null.</summary>
    public long? Scalar(string sql)
    {
        using var statement = Query(sql);
        return statement.Read() ? statement.Long(0) : null;
    }

    /// <summary>Makes a statement that is running on another thread fail with SQLITE_INTERRUPT.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(handle);

    public SqliteFailure Failure(int result) => new(result, raw.sqlite3_errmsg(handle).utf8_to_string());

    public void Dispose()
    {
        foreach (var statement in statements.Values)
        {
            statement.Close();
        }

        statements.Clear();
        handle.Dispose();
    }

    private Statement Prepare(string sql)
    {
        var result = raw.sqlite3_prepare_v3(handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement);
        return result == raw.SQLITE_OK ? new Statement(this, statement) : throw Failure(result);
    }
}
