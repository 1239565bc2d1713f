using System.Globalization;
using Breakwater.Model;

namespace Breakwater.Judging;

/// <summary>The deliveries of what an entity applied: they come due with it, and go in the order in which it was applied.</summary>
public static class EntityDelivery
{
    /// <summary>
    /// The key under which a destination sees an entity's events one at a time: another one than the same text as the key of an ordered route.
    /// </summary>
    public static string KeyOf(string type, string key) => $"{type}\0{key}";

    /// <summary>A delivery's turn among those of its entity; the place in it is known when its event is applied.</summary>
    /// <param name="type">The kind.</param>
    /// <param name="key">Which one.</param>
    /// <param name="onDead">What a dead letter does to the later ones.</param>
    public static Turn TurnOf(string type, string key, OnDead onDead) =>
        new() { Order = DeliveryOrder.Key, OnDead = onDead, Line = Turn.LineOf(KeyOf(type, key)) };

    /// <summary>A delivery that was made before it was known whose it is.</summary>
    internal static Delivery Of(Delivery delivery, string type, string key) => delivery with
    {
        Shard = KeyShard.Of(delivery.Destination, KeyOf(type, key)),
        Turn = delivery.Turn is { } turn ? TurnOf(type, key, turn.OnDead) : null,
    };

    /// <summary>A parked delivery, due now. The number of the applied event is its version: an older one never follows a newer.</summary>
    /// <param name="parked">The delivery.</param>
    /// <param name="now">The moment of the verdict.</param>
    /// <param name="turn">The how-manieth applied event it belongs to.</param>
    internal static Delivery Due(Delivery parked, DateTimeOffset now, long turn) => parked with
    {
        NextAttemptAt = now,
        Since = now,
        Turn = parked.Turn is { } place ? place with { Rank = RankOf(turn) } : null,
    };

    /// <summary>The version of the how-manieth applied event, as versions are ranked.</summary>
    internal static string? RankOf(long turn) => VersionRank.Of(turn.ToString(CultureInfo.InvariantCulture));
}
