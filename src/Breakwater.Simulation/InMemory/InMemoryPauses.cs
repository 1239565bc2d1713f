using Breakwater.Storage;

namespace Breakwater.Simulation.InMemory;

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
        gate.ReadAsync<IReadOnlyList<Pause>>(() => [.. rows.Pauses.Select(pause => new Pause(pause.Key, pause.Value))], cancellation);
}
