using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Simulation.InMemory;

internal sealed class InMemoryReplays(Rows rows, CommitGate gate, InMemoryLeases? leases) : IReplayStore
{
    public Task CreateAsync(Replay replay, CancellationToken cancellation) =>
        gate.CommitAsync(() =>
        {
            rows.Replays.Add(replay.Id.Value, replay);
            rows.Saw(replay.Id.Value);
            return 0;
        }, cancellation);

    public Task<Replay?> FindAsync(ReplayId id, CancellationToken cancellation) =>
        gate.ReadAsync(() => rows.Replays.GetValueOrDefault(id.Value), cancellation);

    public Task<IReadOnlyList<Replay>> ListAsync(int limit, CancellationToken cancellation) =>
        gate.ReadAsync<IReadOnlyList<Replay>>(() => [.. rows.Replays.Values.Reverse().Take(limit)], cancellation);

    public Task<IReadOnlyList<Event>> NextAsync(Replay replay, int limit, CancellationToken cancellation) =>
        gate.ReadAsync<IReadOnlyList<Event>>(
            () =>
        [
            .. rows.Events.Values
                .Where(e => replay.Cursor is not { } cursor || e.Event.Id.CompareTo(cursor) > 0)
                .Where(e => e.Event.Id.Value.CompareTo(replay.Id.Value) < 0 && Matching.Fits(replay.Filter, e))
                .Take(limit)
                .Select(e => e.Event),
        ],
            cancellation);

    public Task<bool> AdvanceAsync(Replay replay, IReadOnlyList<Delivery> deliveries, CancellationToken cancellation) =>
        gate.CommitAsync(() =>
        {
            if (rows.Replays.GetValueOrDefault(replay.Id.Value) is not { State: ReplayState.Running } || leases?.Owns(Shards.Of(replay.Id)) == false)
            {
                return false;
            }

            rows.Replays[replay.Id.Value] = replay;
            rows.Add(deliveries, again: true);
            return true;
        }, cancellation);

    public Task<Replay?> CancelAsync(ReplayId id, DateTimeOffset now, CancellationToken cancellation) =>
        gate.CommitAsync(() =>
        {
            var replay = rows.Replays.GetValueOrDefault(id.Value);
            if (replay is { State: ReplayState.Running })
            {
                replay = replay with { State = ReplayState.Cancelled, EndedAt = now };
                rows.Replays[id.Value] = replay;
            }

            return replay;
        }, cancellation);
}
