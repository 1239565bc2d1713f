using SQLitePCL;

namespace Breakwater.Sqlite.Native;

/// <summary>A call of SQLite that failed. Never leaves this project: the store says what it means to an operator.</summary>
internal sealed class SqliteFailure(int code, string message) : Exception(message)
{
    /// <summary>The primary result code.</summary>
    public int Code { get; } = code & 0xff;

    /// <summary>True when the connection is not to be trusted further, and a new one must be made.</summary>
    public bool SpoilsConnection => Code is raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_CANTOPEN
        or raw.SQLITE_READONLY or raw.SQLITE_NOMEM or raw.SQLITE_MISUSE;

    /// <summary>What happened, and what to do, in words for an operator.</summary>
    public string Explain(string path) => Code switch
    {
        raw.SQLITE_FULL => $"The disk that holds {path} is full (or the file has reached its largest size): make room, and it goes on by itself.",
        raw.SQLITE_IOERR => $"Reading or writing {path} failed ({Message}): see the system's log for the disk.",
        raw.SQLITE_READONLY => $"{path} cannot be written ({Message}): give this user write access to the file and its folder.",
        raw.SQLITE_CANTOPEN => $"{path} cannot be opened ({Message}): see that the file and its folder exist and may be written.",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => $"{path} is damaged ({Message}): stop, keep the file, and restore a backup.",
        raw.SQLITE_NOMEM => $"There is no memory left to work on {path}.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => $"{path} is locked by another program ({Message}): close what has it open.",
        _ => $"SQLite failed on {path} ({Code}: {Message}).",
    };
}
