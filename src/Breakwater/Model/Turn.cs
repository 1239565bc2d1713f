using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Breakwater.Model;

/// <summary>How a delivery stands among those of its key at its destination. Never changes.</summary>
public sealed record Turn
{
    /// <summary>The order: <see cref="DeliveryOrder.Key"/> or <see cref="DeliveryOrder.Latest"/>.</summary>
    public required DeliveryOrder Order { get; init; }

    /// <summary>What it does to the later ones once it is dead.</summary>
    public OnDead OnDead { get; init; }

    /// <summary>64 bits of the SHA-256 of the key: what has the same at one destination goes one at a time.</summary>
    public required long Line { get; init; }

    /// <summary>The event's version as <see cref="VersionRank"/> ranks it; null where it has none that can be compared.</summary>
    public string? Rank { get; init; }

    /// <summary>Its place among those of its key, once a store has given it one: the rank, or the place of what was recorded before it.</summary>
    public string? Place { get; init; }

    /// <summary>True for a replay that is sent though the destination may have newer state.</summary>
    public bool Forced { get; init; }

    /// <summary>The turn of an event's delivery; null where it goes without order, or has no key to be ordered by.</summary>
    public static Turn? Of(Event evt, DeliveryOrder order, OnDead onDead, bool forced = false)
    {
        ArgumentNullException.ThrowIfNull(evt);
        return order == DeliveryOrder.None || evt.Key is not { } key
            ? null
            : new Turn { Order = order, OnDead = onDead, Line = LineOf(key), Rank = VersionRank.Of(evt.Version), Forced = forced };
    }

    /// <summary>The line of a key.</summary>
    public static long LineOf(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }
}

/// <summary>The delivery that another one of its key waits for.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">Waiting or dead.</param>
/// <param name="NextAttemptAt">When it is tried again, where it has the turn.</param>
public sealed record Holder(DeliveryId Id, DeliveryState State, DateTimeOffset? NextAttemptAt);
