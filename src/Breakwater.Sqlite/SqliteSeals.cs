using Breakwater.Sqlite.Native;
using Breakwater.Sqlite.Reading;
using Breakwater.Sqlite.Rows;
using Breakwater.Sqlite.Writing;
using Breakwater.Storage;

namespace Breakwater.Sqlite;

/// <summary>Keeps which keys sealed what is in the file: a handful of rows.</summary>
internal sealed class SqliteSeals(Writer writer, Readers readers) : ISealStore
{
    public Task UseAsync(string key, DateTimeOffset now, CancellationToken cancellation) => writer.WriteAsync(
        session =>
        {
            session.Connection.Query("INSERT INTO seals (key, first, last) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET last = max(last, excluded.last)")
                .Add(key).Add(now.ToTicks()).Add(now.ToTicks()).Run();
            return true;
        },
        cancellation);

    public Task ForgetAsync(string key, CancellationToken cancellation) => writer.WriteAsync(
        session =>
        {
            session.Connection.Query("DELETE FROM seals WHERE key = ?").Add(key).Run();
            return true;
        },
        cancellation);

    public Task<IReadOnlyList<SealUse>> ListAsync(CancellationToken cancellation) => readers.ReadAsync(List, cancellation);

    internal static IReadOnlyList<SealUse> List(Connection connection)
    {
        var found = new List<SealUse>();
        using var row = connection.Query("SELECT key, first, last FROM seals ORDER BY key");
        while (row.Read())
        {
            found.Add(new SealUse(row.Text(0), Moments.FromTicks(row.Long(1)), Moments.FromTicks(row.Long(2))));
        }

        return found;
    }
}
