using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Reading;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql;

/// <summary>Keeps what operators did, in the order of time.</summary>
internal sealed class PostgresAudit(Database database) : IAuditStore
{
    private const string Columns = "id, at, actor, action, target, detail, address, node, result, reason";

    private const string Add = $"INSERT INTO audit ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING";

    private const string End = "UPDATE audit SET result = $2, reason = $3, target = $4, detail = $5 WHERE id = $1";

    private const string Prune = "DELETE FROM audit WHERE id = ANY (ARRAY(SELECT id FROM audit WHERE id < $1 ORDER BY id LIMIT $2))";

    public Task AddAsync(AuditEntry entry, CancellationToken cancellation) => database.CommitAsync(
        async (connection, _) =>
        {
            await using var command = connection.Query(Add);
            command.Parameters.Uuid(entry.Id.ToKey()).Long(entry.At.UtcTicks).Text(entry.Actor.ToColumn()).Text(entry.Action)
                .Text(entry.Target.ToColumn()).Text(entry.Detail.ToColumn()).Text(entry.Address.ToColumn()).Text(entry.Node.ToColumn())
                .Small((short)entry.Result).Text(entry.Reason.ToColumn());
            return await command.ExecuteNonQueryAsync(cancellation);
        },
        cancellation);

    public Task EndAsync(AuditEntry entry, CancellationToken cancellation) => database.CommitAsync(
        async (connection, _) =>
        {
            await using var command = connection.Query(End);
            command.Parameters.Uuid(entry.Id.ToKey()).Small((short)entry.Result).Text(entry.Reason.ToColumn())
                .Text(entry.Target.ToColumn()).Text(entry.Detail.ToColumn());
            return await command.ExecuteNonQueryAsync(cancellation);
        },
        cancellation);

    public Task<Page<AuditEntry>> ListAsync(AuditFilter filter, PageRequest page, CancellationToken cancellation) => database.ReadAsync(
        async connection =>
        {
            await using var command = Question(filter, page).On(connection);
            await using var row = await command.ExecuteReaderAsync(cancellation);
            var found = new List<AuditEntry>();
            while (await row.ReadAsync(cancellation))
            {
                found.Add(Read(row));
            }

            return found.Count > page.Limit
                ? new Page<AuditEntry>(found[..page.Limit], found[page.Limit - 1].Id)
                : new Page<AuditEntry>(found, null);
        },
        cancellation);

    public Task<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken cancellation) => database.CommitAsync(
        async (connection, _) =>
        {
            await using var command = connection.Query(Prune);
            command.Parameters.Uuid(new SortableId(Moments.FirstId(before), 0).ToKey()).Int(limit);
            return await command.ExecuteNonQueryAsync(cancellation);
        },
        cancellation);

    private static Statement Question(AuditFilter filter, PageRequest page)
    {
        var statement = new Statement();
        statement.Add($"SELECT {Columns} FROM audit WHERE id < {statement.Value((page.After ?? new SortableId(long.MaxValue, -1)).ToKey())}");
        if (filter.Actor is { } actor)
        {
            statement.Add($" AND actor = {statement.Value(actor)}");
        }

        if (filter.Action is { } action)
        {
            statement.Add($" AND action = {statement.Value(action)}");
        }

        return statement.Add($" ORDER BY id DESC LIMIT {statement.Value((long)page.Limit + 1)}");
    }

    private static AuditEntry Read(NpgsqlDataReader row) => new()
    {
        Id = row.Key(0).ToId(),
        At = Moments.FromTicks(row.Long(1)),
        Actor = row.Text(2),
        Action = row.Text(3),
        Target = row.TextOrNull(4),
        Detail = row.TextOrNull(5),
        Address = row.TextOrNull(6),
        Node = row.Text(7),
        Result = (AuditResult)row.Small(8),
        Reason = row.TextOrNull(9),
    };
}
