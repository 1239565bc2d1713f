using Breakwater.Model;
using Breakwater.Sqlite.Native;
using Breakwater.Sqlite.Reading;
using Breakwater.Sqlite.Rows;
using Breakwater.Sqlite.Writing;
using Breakwater.Storage;

namespace Breakwater.Sqlite;

/// <summary>Keeps reconciliations.</summary>
internal sealed class SqliteReconciliations(Writer writer, Readers readers) : IReconciliationStore
{
    private const string Over =
        "SELECT r.id FROM reconciliations r WHERE r.ended < ? AND r.id <> coalesce("
        + "(SELECT max(l.id) FROM reconciliations l WHERE l.subject = r.subject AND l.state = 1 AND l.dry = 0), 0) LIMIT ?";

    public Task<bool> CreateAsync(Reconciliation reconciliation, CancellationToken cancellation) => writer.WriteAsync(
        session =>
        {
            session.Connection.Query(
                "INSERT INTO reconciliations (id, low, subject, state, dry, report) VALUES (?, ?, ?, 0, ?, ?) ON CONFLICT DO NOTHING")
                .Add(reconciliation.Id.Value.High).Add(reconciliation.Id.Value.Low).Add(reconciliation.Subject)
                .Add(reconciliation.DryRun ? 1L : 0).Add(ReconciliationCodec.Write(reconciliation)).Run();
            session.Saw(reconciliation.Id.Value);
            return session.Connection.Changes > 0;
        },
        cancellation);

    public Task<Reconciliation?> FindAsync(ReconciliationId id, CancellationToken cancellation) =>
        readers.ReadAsync(connection => Find(connection, id), cancellation);

    public Task<IReadOnlyList<Reconciliation>> ListAsync(string? subject, int limit, ReconciliationId? after, CancellationToken cancellation) =>
        readers.ReadAsync<IReadOnlyList<Reconciliation>>(
            connection =>
            {
                var query = connection.Query(
                    $"SELECT report FROM reconciliations WHERE id < ? {(subject is null ? "" : "AND subject = ? ")}ORDER BY id DESC LIMIT ?")
                    .Add(after?.Value.High ?? long.MaxValue);
                query = subject is null ? query : query.Add(subject);
                return Read(query.Add((long)limit));
            },
            cancellation);

    public Task<IReadOnlyList<Reconciliation>> RunningAsync(CancellationToken cancellation) => readers.ReadAsync<IReadOnlyList<Reconciliation>>(
        connection => Read(connection.Query("SELECT report FROM reconciliations WHERE state = 0 ORDER BY id")), cancellation);

    public Task<Reconciliation?> LastDoneAsync(string subject, CancellationToken cancellation) => readers.ReadAsync(
        connection => Read(connection.Query(
            "SELECT report FROM reconciliations WHERE subject = ? AND state = 1 AND dry = 0 ORDER BY id DESC LIMIT 1").Add(subject)).FirstOrDefault(),
        cancellation);

    public Task<bool> AdvanceAsync(Reconciliation reconciliation, CancellationToken cancellation) => writer.WriteAsync(
        session =>
        {
            Update(session, reconciliation);
            return session.Connection.Changes > 0;
        },
        cancellation);

    public Task<Reconciliation?> CancelAsync(ReconciliationId id, DateTimeOffset now, CancellationToken cancellation) => writer.WriteAsync(
        session =>
        {
            var found = Find(session.Connection, id);
            if (found is { State: ReconciliationState.Running })
            {
                found = found with { State = ReconciliationState.Cancelled, EndedAt = now };
                Update(session, found);
            }

            return found;
        },
        cancellation);

    public Task<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken cancellation) => writer.WriteAsync(
        session =>
        {
            var gone = new List<long>();
            using (var row = session.Connection.Query(Over).Add(before.ToTicks()).Add((long)limit))
            {
                while (row.Read())
                {
                    gone.Add(row.Long(0));
                }
            }

            gone.ForEach(id => session.Connection.Query("DELETE FROM reconciliations WHERE id = ?").Add(id).Run());
            return gone.Count;
        },
        cancellation);

    private static void Update(WriteSession session, Reconciliation reconciliation) => session.Connection.Query(
        "UPDATE reconciliations SET state = ?, ended = ?, report = ? WHERE id = ? AND state = 0")
        .Add((long)reconciliation.State).Add(reconciliation.EndedAt.ToTicks()).Add(ReconciliationCodec.Write(reconciliation))
        .Add(reconciliation.Id.Value.High).Run();

    private static Reconciliation? Find(Connection connection, ReconciliationId id) =>
        Read(connection.Query("SELECT report FROM reconciliations WHERE id = ? AND low = ?").Add(id.Value.High).Add(id.Value.Low)).FirstOrDefault();

    private static List<Reconciliation> Read(Statement row)
    {
        var found = new List<Reconciliation>();
        using (row)
        {
            while (row.Read())
            {
                found.Add(ReconciliationCodec.Read(row.Bytes(0)));
            }
        }

        return found;
    }
}
