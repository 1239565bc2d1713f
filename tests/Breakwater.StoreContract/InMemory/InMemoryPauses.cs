using Breakwater.Storage;

namespace Breakwater.StoreContract.InMemory;

internal sealed class InMemoryPauses(Rows rows, CommitGate gate) : IPauseStore
{
    public Task<Pause> PauseAsync(string destination, DateTimeOffset now, CancellationToken cancellation) => gate.CommitAsync(
        () =>
        {
            rows.Pauses.TryAdd(destination, now);
            return new Pause(destination, rows.Pauses[destination]);
        },
        cancellation);

    public Task<bool> ResumeAsync(string destination, CancellationToken cancellation) =>
        gate.CommitAsync(() => rows.Pauses.Remove(destination), cancellation);

    public Task<IReadOnlyList<Pause>> ListAsync(CancellationToken cancellation) =>
        Task.FromResult(rows.Read<IReadOnlyList<Pause>>(r => [.. r.Pauses.Select(pause => new Pause(pause.Key, pause.Value))]));
}
