using Breakwater.Storage;

namespace Breakwater.Simulation.InMemory;

internal sealed class InMemorySeals(Rows rows, CommitGate gate) : ISealStore
{
    public Task UseAsync(string key, DateTimeOffset now, CancellationToken cancellation) => gate.CommitAsync(
        () => rows.Seals[key] = rows.Seals.TryGetValue(key, out var use) ? use with { Last = now > use.Last ? now : use.Last } : new SealUse(key, now, now),
        cancellation);

    public Task ForgetAsync(string key, CancellationToken cancellation) => gate.CommitAsync(() => rows.Seals.Remove(key), cancellation);

    public Task<IReadOnlyList<SealUse>> ListAsync(CancellationToken cancellation) =>
        gate.ReadAsync<IReadOnlyList<SealUse>>(() => [.. rows.Seals.Values], cancellation);
}
