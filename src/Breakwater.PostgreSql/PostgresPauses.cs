using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;

namespace Breakwater.PostgreSql;

/// <summary>Keeps which destinations a person has paused: a handful of rows.</summary>
internal sealed class PostgresPauses(Database database) : IPauseStore
{
    /// <summary>The row as it is afterwards, also where it was there.</summary>
    private const string Add =
        "INSERT INTO pauses (destination, since) VALUES ($1, $2) ON CONFLICT (destination) DO UPDATE SET since = pauses.since RETURNING since";

    private const string Remove = "DELETE FROM pauses WHERE destination = $1";

    private const string All = "SELECT destination, since FROM pauses ORDER BY destination";

    public Task<Pause> PauseAsync(string destination, DateTimeOffset now, CancellationToken cancellation) => database.CommitAsync(
        async (connection, _) =>
        {
            await using var command = connection.Query(Add);
            command.Parameters.Text(destination.ToColumn()).Long(now.UtcTicks);
            return new Pause(destination, Moments.FromTicks((long)(await command.ExecuteScalarAsync(cancellation))!));
        },
        cancellation);

    public async Task<bool> ResumeAsync(string destination, CancellationToken cancellation) => await database.CommitAsync(
        async (connection, _) =>
        {
            await using var command = connection.Query(Remove);
            command.Parameters.Text(destination.ToColumn());
            return await command.ExecuteNonQueryAsync(cancellation);
        },
        cancellation) > 0;

    public Task<IReadOnlyList<Pause>> ListAsync(CancellationToken cancellation) => database.ReadAsync<IReadOnlyList<Pause>>(
        async connection =>
        {
            var found = new List<Pause>();
            await using var command = connection.Query(All);
            await using var row = await command.ExecuteReaderAsync(cancellation);
            while (await row.ReadAsync(cancellation))
            {
                found.Add(new Pause(row.Text(0), Moments.FromTicks(row.Long(1))));
            }

            return found;
        },
        cancellation);
}
