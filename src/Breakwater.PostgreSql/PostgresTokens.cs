using Breakwater.Configuration;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;

namespace Breakwater.PostgreSql;

/// <summary>Keeps tokens as hashes: a handful of rows.</summary>
internal sealed class PostgresTokens(Database database) : ITokenStore
{
    /// <summary>The hash as it is afterwards, also where it was there.</summary>
    private const string Add =
        "INSERT INTO tokens (name, hash, role, created, creator) VALUES ($1, $2, $3, $4, $5) "
        + "ON CONFLICT (name) DO UPDATE SET hash = tokens.hash RETURNING hash";

    private const string Remove = "DELETE FROM tokens WHERE name = $1";

    private const string All = "SELECT name, hash, role, created, creator FROM tokens ORDER BY name COLLATE \"C\"";

    public Task<bool> AddAsync(StoredToken token, CancellationToken cancellation) => database.CommitAsync(
        async (connection, _) =>
        {
            await using var command = connection.Query(Add);
            command.Parameters.Text(token.Name.ToColumn()).Bytes(token.Hash.ToArray()).Small((short)token.Role)
                .Long(token.CreatedAt.UtcTicks).Text(token.CreatedBy.ToColumn());
            return ((byte[])(await command.ExecuteScalarAsync(cancellation))!).AsSpan().SequenceEqual(token.Hash.Span);
        },
        cancellation);

    public async Task<bool> RemoveAsync(string name, CancellationToken cancellation) => await database.CommitAsync(
        async (connection, again) =>
        {
            await using var command = connection.Query(Remove);
            command.Parameters.Text(name.ToColumn());

            // A commit whose answer was lost may have removed it already.
            return await command.ExecuteNonQueryAsync(cancellation) > 0 || again;
        },
        cancellation);

    public Task<IReadOnlyList<StoredToken>> ListAsync(CancellationToken cancellation) => database.ReadAsync<IReadOnlyList<StoredToken>>(
        async connection =>
        {
            var found = new List<StoredToken>();
            await using var command = connection.Query(All);
            await using var row = await command.ExecuteReaderAsync(cancellation);
            while (await row.ReadAsync(cancellation))
            {
                found.Add(new StoredToken
                {
                    Name = row.Text(0),
                    Hash = row.Bytes(1),
                    Role = (Role)row.Small(2),
                    CreatedAt = Moments.FromTicks(row.Long(3)),
                    CreatedBy = row.Text(4),
                });
            }

            return found;
        },
        cancellation);
}
