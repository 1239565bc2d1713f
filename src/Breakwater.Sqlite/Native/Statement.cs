using System.Buffers;
using System.Text;
using SQLitePCL;

namespace Breakwater.Sqlite.Native;

/// <summary>
/// A prepared statement. Values are bound in order with <c>Add</c>; then it is either run once or read row by row.
/// </summary>
internal sealed class Statement(Connection connection, sqlite3_stmt handle) : IDisposable
{
    private const int OnStack = 512;

    private int bound;

    public Statement Add(long value)
    {
        Check(raw.sqlite3_bind_int64(handle, ++bound, value));
        return this;
    }

    public Statement Add(long? value) => value is { } known ? Add(known) : AddNull();

    public Statement Add(double? value)
    {
        if (value is not { } known)
        {
            return AddNull();
        }

        Check(raw.sqlite3_bind_double(handle, ++bound, known));
        return this;
    }

    public Statement Add(ReadOnlySpan<byte> value)
    {
        // An empty span has no address, and SQLite takes that for NULL.
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, ++bound, 0) : raw.sqlite3_bind_blob(handle, ++bound, value));
        return this;
    }

    public Statement Add(string? value)
    {
        if (value is null)
        {
            return AddNull();
        }

        if (value.Length == 0)
        {
            Check(raw.sqlite3_bind_text(handle, ++bound, ""));
            return this;
        }

        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        var rented = most > OnStack ? ArrayPool<byte>.Shared.Rent(most) : null;
        var bytes = rented ?? stackalloc byte[OnStack];
        Check(raw.sqlite3_bind_text(handle, ++bound, bytes[..Encoding.UTF8.GetBytes(value, bytes)]));
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return this;
    }

    public Statement AddNull()
    {
        Check(raw.sqlite3_bind_null(handle, ++bound));
        return this;
    }

    /// <summary>Runs it to its end, and makes it ready for the next values.</summary>
    public void Run()
    {
        while (Read())
        {
        }
    }

    /// <summary>Goes to the next row; false, and ready for the next values, at the end.</summary>
    public bool Read()
    {
        var result = raw.sqlite3_step(handle);
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }

        if (result == raw.SQLITE_DONE)
        {
            Reset();
            return false;
        }

        var failure = connection.Failure(result);
        Reset();
        throw failure;
    }

    public long Long(int column) => raw.sqlite3_column_int64(handle, column);

    public int Int(int column) => (int)Long(column);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    public double? DoubleOrNull(int column) => IsNull(column) ? null : raw.sqlite3_column_double(handle, column);

    /// <summary>The bytes of a blob or a text, valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>Makes it ready for the next values. What went wrong in the last run was told by it.</summary>
    public void Reset()
    {
        bound = 0;
        _ = raw.sqlite3_reset(handle);
    }

    /// <summary>Ends reading: an unfinished read would hold its snapshot.</summary>
    public void Dispose() => Reset();

    public void Close() => handle.Dispose();

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw connection.Failure(result);
        }
    }
}
