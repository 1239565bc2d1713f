using Breakwater.Sqlite.Reading;
using Breakwater.Sqlite.Rows;
using Breakwater.Sqlite.Writing;
using Breakwater.Storage;

namespace Breakwater.Sqlite;

/// <summary>Keeps which destinations a person has paused: a handful of rows.</summary>
internal sealed class SqlitePauses(Writer writer, Readers readers) : IPauseStore
{
    public Task<Pause> PauseAsync(string destination, DateTimeOffset now, CancellationToken cancellation) => writer.WriteAsync(
        session =>
        {
            var connection = session.Connection;
            connection.Query("INSERT INTO pauses (destination, since) VALUES (?, ?) ON CONFLICT DO NOTHING").Add(destination).Add(now.ToTicks()).Run();
            using var row = connection.Query("SELECT since FROM pauses WHERE destination = ?").Add(destination);
            row.Read();
            return new Pause(destination, Moments.FromTicks(row.Long(0)));
        },
        cancellation);

    public Task<bool> ResumeAsync(string destination, CancellationToken cancellation) => writer.WriteAsync(
        session =>
        {
            session.Connection.Query("DELETE FROM pauses WHERE destination = ?").Add(destination).Run();
            return session.Connection.Changes > 0;
        },
        cancellation);

    public Task<IReadOnlyList<Pause>> ListAsync(CancellationToken cancellation) => readers.ReadAsync<IReadOnlyList<Pause>>(
        connection =>
        {
            var found = new List<Pause>();
            using var row = connection.Query("SELECT destination, since FROM pauses ORDER BY destination");
            while (row.Read())
            {
                found.Add(new Pause(row.Text(0), Moments.FromTicks(row.Long(1))));
            }

            return found;
        },
        cancellation);
}
