using Breakwater.Model;

namespace Breakwater.Storage;

/// <summary>How stores keep a <see cref="Turn"/>: its line as it is, the rest as a few bits and a place in the line.</summary>
public static class Ordering
{
    /// <summary>The bit of <see cref="DeliveryOrder.Latest"/>.</summary>
    public const int Latest = 1;

    /// <summary>The bit of what holds nothing once it is dead: it was to be skipped, or its event was replayed.</summary>
    public const int Skip = 2;

    /// <summary>The bit of <see cref="Turn.Forced"/>.</summary>
    public const int Forced = 4;

    /// <summary>The bit of what has no version: its place is that of what was recorded before it.</summary>
    public const int Unversioned = 8;

    /// <summary>
    /// What has the turn and is due within this time may be under way at a node whose clock differs: it keeps the turn. What is due later
    /// gives it to what goes before it.
    /// </summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    /// <summary>The bits of a turn.</summary>
    public static int Of(Turn turn)
    {
        ArgumentNullException.ThrowIfNull(turn);
        return (turn.Order == DeliveryOrder.Latest ? Latest : 0)
            | (turn.OnDead == OnDead.Skip ? Skip : 0)
            | (turn.Forced ? Forced : 0)
            | (turn.Rank is null ? Unversioned : 0);
    }

    /// <summary>The turn again.</summary>
    public static Turn Read(long line, int bits, string place) => new()
    {
        Order = (bits & Latest) != 0 ? DeliveryOrder.Latest : DeliveryOrder.Key,
        OnDead = (bits & Skip) != 0 ? OnDead.Skip : OnDead.Hold,
        Forced = (bits & Forced) != 0,
        Line = line,
        Place = place,
        Rank = (bits & Unversioned) != 0 ? null : place,
    };

    /// <summary>What is left in the store: the deliveries that have the turn and those that need none go to their destinations.</summary>
    public static bool MayBeSent(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return delivery is { State: DeliveryState.Waiting, NextAttemptAt: not null };
    }
}

/// <summary>What a commit of settlements came to.</summary>
/// <param name="Refused">The deliveries whose settlements changed nothing, because their shard is another node's; empty in a store of one node.</param>
/// <param name="Passed">Where the turn went on to another delivery of the same key.</param>
public sealed record SettleReceipt(IReadOnlyList<DeliveryId> Refused, IReadOnlyList<TurnPassed> Passed)
{
    /// <summary>Everything was settled, and nothing waited behind it.</summary>
    public static SettleReceipt Plain { get; } = new([], []);
}

/// <summary>The turn went on: what comes next of the same key at the same destination is due.</summary>
/// <param name="From">The delivery that had it.</param>
/// <param name="Due">When the next one is due.</param>
public readonly record struct TurnPassed(DeliveryId From, DateTimeOffset Due);
