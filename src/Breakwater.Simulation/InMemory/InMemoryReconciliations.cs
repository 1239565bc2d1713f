using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Simulation.InMemory;

internal sealed class InMemoryReconciliations(Rows rows, CommitGate gate, InMemoryLeases? leases) : IReconciliationStore
{
    public Task<bool> CreateAsync(Reconciliation reconciliation, CancellationToken cancellation) => gate.CommitAsync(
        () =>
        {
            if (rows.Reconciliations.Values.Any(one => one.State == ReconciliationState.Running && one.Subject == reconciliation.Subject))
            {
                return false;
            }

            rows.Reconciliations.Add(reconciliation.Id.Value, reconciliation);
            rows.Saw(reconciliation.Id.Value);
            return true;
        },
        cancellation);

    public Task<Reconciliation?> FindAsync(ReconciliationId id, CancellationToken cancellation) =>
        gate.ReadAsync(() => rows.Reconciliations.GetValueOrDefault(id.Value), cancellation);

    public Task<IReadOnlyList<Reconciliation>> ListAsync(string? subject, int limit, ReconciliationId? after, CancellationToken cancellation) =>
        gate.ReadAsync<IReadOnlyList<Reconciliation>>(
            () =>
            [
                .. rows.Reconciliations.Values.Reverse()
                    .Where(one => (subject is null || one.Subject == subject) && (after is not { } last || one.Id.CompareTo(last) < 0))
                    .Take(limit),
            ],
            cancellation);

    public Task<IReadOnlyList<Reconciliation>> RunningAsync(CancellationToken cancellation) => gate.ReadAsync<IReadOnlyList<Reconciliation>>(
        () => [.. rows.Reconciliations.Values.Where(one => one.State == ReconciliationState.Running)], cancellation);

    public Task<Reconciliation?> LastDoneAsync(string subject, CancellationToken cancellation) =>
        gate.ReadAsync(() => LastDone(subject), cancellation);

    public Task<bool> AdvanceAsync(Reconciliation reconciliation, CancellationToken cancellation) => gate.CommitAsync(
        () =>
        {
            if (rows.Reconciliations.GetValueOrDefault(reconciliation.Id.Value) is not { State: ReconciliationState.Running } || leases?.Owns(0) == false)
            {
                return false;
            }

            rows.Reconciliations[reconciliation.Id.Value] = reconciliation;
            return true;
        },
        cancellation);

    public Task<Reconciliation?> CancelAsync(ReconciliationId id, DateTimeOffset now, CancellationToken cancellation) => gate.CommitAsync(
        () =>
        {
            var found = rows.Reconciliations.GetValueOrDefault(id.Value);
            if (found is { State: ReconciliationState.Running })
            {
                rows.Reconciliations[id.Value] = found = found with { State = ReconciliationState.Cancelled, EndedAt = now };
            }

            return found;
        },
        cancellation);

    public Task<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken cancellation) => gate.CommitAsync(
        () =>
        {
            var gone = rows.Reconciliations.Values.Where(one => one.EndedAt < before && LastDone(one.Subject)?.Id != one.Id).Take(limit).ToList();
            gone.ForEach(one => rows.Reconciliations.Remove(one.Id.Value));
            return gone.Count;
        },
        cancellation);

    private Reconciliation? LastDone(string subject) =>
        rows.Reconciliations.Values.LastOrDefault(one => one.Subject == subject && one is { State: ReconciliationState.Done, DryRun: false });
}
