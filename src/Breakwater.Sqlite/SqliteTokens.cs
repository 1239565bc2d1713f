using Breakwater.Configuration;
using Breakwater.Sqlite.Reading;
using Breakwater.Sqlite.Rows;
using Breakwater.Sqlite.Writing;
using Breakwater.Storage;

namespace Breakwater.Sqlite;

/// <summary>Keeps tokens as hashes: a handful of rows.</summary>
internal sealed class SqliteTokens(Writer writer, Readers readers) : ITokenStore
{
    public Task<bool> AddAsync(StoredToken token, CancellationToken cancellation) => writer.WriteAsync(
        session =>
        {
            session.Connection.Query("INSERT INTO tokens (name, hash, role, created, creator) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
                .Add(token.Name).Add(token.Hash.Span).Add((long)token.Role).Add(token.CreatedAt.ToTicks()).Add(token.CreatedBy).Run();
            using var row = session.Connection.Query("SELECT hash FROM tokens WHERE name = ?").Add(token.Name);
            return row.Read() && row.Bytes(0).SequenceEqual(token.Hash.Span);
        },
        cancellation);

    public Task<bool> RemoveAsync(string name, CancellationToken cancellation) => writer.WriteAsync(
        session =>
        {
            session.Connection.Query("DELETE FROM tokens WHERE name = ?").Add(name).Run();
            return session.Connection.Changes > 0;
        },
        cancellation);

    public Task<IReadOnlyList<StoredToken>> ListAsync(CancellationToken cancellation) => readers.ReadAsync<IReadOnlyList<StoredToken>>(
        connection =>
        {
            var found = new List<StoredToken>();
            using var row = connection.Query("SELECT name, hash, role, created, creator FROM tokens ORDER BY name");
            while (row.Read())
            {
                found.Add(new StoredToken
                {
                    Name = row.Text(0),
                    Hash = row.Bytes(1).ToArray(),
                    Role = (Role)row.Int(2),
                    CreatedAt = Moments.FromTicks(row.Long(3)),
                    CreatedBy = row.Text(4),
                });
            }

            return found;
        },
        cancellation);
}
