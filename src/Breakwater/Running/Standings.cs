using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Observing;
using Breakwater.Storage;
using Breakwater.Waiting;

namespace Breakwater.Running;

/// <summary>How each destination fares. What is owed is counted from the store at most once a second, however many ask.</summary>
internal sealed class Standings(EngineParts parts, Dispatcher dispatcher, SettleNotes notes, Func<InForce> inForce)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly TimeProvider clock = parts.Clock;
    private readonly DateTimeOffset since = parts.Clock.GetUtcNow();
    private readonly Turns one = new(1);
    private IReadOnlyList<Backlog> backlogs = [];
    private long? readAt;

    public async Task<IReadOnlyList<DestinationHealth>> AllAsync(CancellationToken cancellation)
    {
        var owed = (await BacklogsAsync(cancellation)).ToDictionary(backlog => backlog.Destination, StringComparer.Ordinal);
        return [.. inForce().Settings.Destinations.Keys.Union(owed.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(name => Of(name, owed.GetValueOrDefault(name)))];
    }

    /// <summary>All nodes; this one alone where the store is of one node.</summary>
    public async Task<IReadOnlyList<NodeStanding>> NodesAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (parts.Store.Leases is { } leases)
        {
            return await leases.NodesAsync(now, cancellation);
        }

        var lag = (await BacklogsAsync(cancellation)).Select(backlog => now - (backlog.NextAt ?? now)).Append(TimeSpan.Zero).Max();
        return [new NodeStanding { Name = parts.Node, Number = 1, IsSelf = true, Since = since, Shards = Limits.Shards, Lag = lag }];
    }

    private DestinationHealth Of(string name, Backlog? backlog)
    {
        var standing = dispatcher.Find(name)?.Standing;
        var gate = standing?.Gate ?? default;
        return notes.Measure(name) with
        {
            Waiting = backlog?.Waiting ?? 0,
            Held = backlog?.Held ?? 0,
            OldestWaitingAt = backlog?.OldestAt,
            InFlight = standing?.UnderWay ?? 0,
            InMemory = standing?.Held ?? 0,
            PausedSince = gate.PausedSince,
            Breaker = (BreakerState)gate.Breaker,
            BreakerSince = gate.Breaker == BreakerPhase.Closed ? null : gate.BreakerSince,
            BreakerUntil = gate.Breaker == BreakerPhase.Open ? gate.BreakerUntil : null,
            HoldUntil = gate.HoldUntil > clock.GetUtcNow() ? gate.HoldUntil : null,
            Pace = gate.Rate,
            PaceLowered = gate.Lowered,
        };
    }

    private async Task<IReadOnlyList<Backlog>> BacklogsAsync(CancellationToken cancellation)
    {
        await one.TakeAsync(cancellation);
        try
        {
            if (readAt is not { } last || clock.GetElapsedTime(last) >= Fresh)
            {
                backlogs = await parts.Store.Deliveries.BacklogsAsync(cancellation);
                readAt = clock.GetTimestamp();
            }

            return backlogs;
        }
        finally
        {
            one.Return();
        }
    }
}
