using Breakwater.Storage;

namespace Breakwater.Simulation.InMemory;

internal sealed class InMemoryAudit(Rows rows, CommitGate gate) : IAuditStore
{
    public Task AddAsync(AuditEntry entry, CancellationToken cancellation) => gate.CommitAsync(() => rows.Audit.TryAdd(entry.Id, entry), cancellation);

    public Task EndAsync(AuditEntry entry, CancellationToken cancellation) => gate.CommitAsync(
        () =>
        {
            if (rows.Audit.TryGetValue(entry.Id, out var begun))
            {
                rows.Audit[entry.Id] = begun with { Result = entry.Result, Reason = entry.Reason, Target = entry.Target, Detail = entry.Detail };
            }

            return true;
        },
        cancellation);

    public Task<Page<AuditEntry>> ListAsync(AuditFilter filter, PageRequest page, CancellationToken cancellation) => gate.ReadAsync(
        () =>
        {
            var found = rows.Audit.Values.Reverse()
                .Where(entry => page.After is not { } after || entry.Id.CompareTo(after) < 0)
                .Where(entry => (filter.Actor ?? entry.Actor) == entry.Actor && (filter.Action ?? entry.Action) == entry.Action)
                .Take(page.Limit + 1)
                .ToList();
            return found.Count > page.Limit
                ? new Page<AuditEntry>(found[..page.Limit], found[page.Limit - 1].Id)
                : new Page<AuditEntry>(found, null);
        },
        cancellation);

    public Task<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken cancellation) => gate.CommitAsync(
        () =>
        {
            var old = rows.Audit.Keys.Where(id => id.Moment < before).Take(limit).ToList();
            old.ForEach(id => rows.Audit.Remove(id));
            return old.Count;
        },
        cancellation);
}
