using Breakwater.Storage;
using SQLitePCL;

namespace Breakwater.Sqlite;

/// <summary>SQLite said no. Stays inside this library: outside it is one of the store's own exceptions, with words for an operator.</summary>
internal sealed class SqliteFailure(int code, string message) : Exception(message)
{
    /// <summary>The primary result code; the extended one has it in its low byte.</summary>
    public int Code => code & 0xFF;

    /// <summary>True when the file or the connection may be at fault, so that the connection is opened anew.</summary>
    public bool IsBroken => Code is raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN or raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT;

    public StoreUnavailableException AsUnavailable(string path) => new(
        Code switch
        {
            raw.SQLITE_FULL => $"the disk that holds {path} is full",
            raw.SQLITE_IOERR => $"reading or writing {path} failed ({Message})",
            raw.SQLITE_READONLY => $"{path} cannot be written: it or its folder is read-only",
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => $"{path} is damaged ({Message}): stop, keep a copy, and restore a backup",
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => $"{path} is held by another program",
            _ => $"{path} cannot be used ({Message})",
        },
        this);
}
