using System.Net;
using System.Net.Sockets;

namespace Breakwater.AspNetCore.Api;

/// <summary>
/// Who guesses tokens is shut out for a while, each time for longer. Counted by the client's address (of IPv6 the first 64 bits, which is
/// what one customer has). A token that is right is refused meanwhile, too: else guessing would go on, and the answer would tell. Memory is
/// bounded: of more addresses than <see cref="AddressesMost"/> the one that failed longest ago is forgotten.
/// </summary>
internal sealed class Lockout(TimeProvider clock)
{
    /// <summary>Wrong tokens within <see cref="Window"/> that shut an address out.</summary>
    public const int FailuresMost = 10;

    /// <summary>Addresses that are remembered.</summary>
    public const int AddressesMost = 10_000;

    /// <summary>The time in which failures count together, from the first of them.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>How long the first lockout takes; each further one takes twice as long.</summary>
    public static readonly TimeSpan First = TimeSpan.FromSeconds(30);

    /// <summary>How long a lockout takes at most, and how long after its end it is remembered.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, LinkedListNode<Suspect>> known = [];
    private readonly LinkedList<Suspect> byTime = new();

    /// <summary>How many addresses are remembered.</summary>
    public int Known
    {
        get
        {
            lock (gate)
            {
                return known.Count;
            }
        }
    }

    /// <summary>How long this address has still to wait; null when it has not.</summary>
    public TimeSpan? Left(IPAddress? address)
    {
        lock (gate)
        {
            var left = known.TryGetValue(Key(address), out var node) && node.Value.LockedAt is { } at
                ? node.Value.LockedFor - clock.GetElapsedTime(at)
                : TimeSpan.Zero;
            return left > TimeSpan.Zero ? left : null;
        }
    }

    /// <summary>Counts a wrong token.</summary>
    /// <returns>How long the address is shut out from now on; null when it is not yet.</returns>
    public TimeSpan? Failed(IPAddress? address)
    {
        lock (gate)
        {
            var suspect = Find(Key(address));
            if (suspect.LockedAt is { } locked && clock.GetElapsedTime(locked) > suspect.LockedFor + Most)
            {
                (suspect.Locks, suspect.LockedAt) = (0, null);
            }

            if (suspect.Failures == 0 || clock.GetElapsedTime(suspect.Since) > Window)
            {
                (suspect.Failures, suspect.Since) = (0, clock.GetTimestamp());
            }

            if (++suspect.Failures < FailuresMost)
            {
                return null;
            }

            suspect.LockedFor = First * Math.Pow(2, Math.Min(suspect.Locks++, 20));
            suspect.LockedFor = suspect.LockedFor < Most ? suspect.LockedFor : Most;
            (suspect.Failures, suspect.LockedAt) = (0, clock.GetTimestamp());
            return suspect.LockedFor;
        }
    }

    private Suspect Find(IPAddress key)
    {
        if (known.TryGetValue(key, out var node))
        {
            byTime.Remove(node);
        }
        else
        {
            if (known.Count >= AddressesMost)
            {
                known.Remove(byTime.First!.Value.Key);
                byTime.RemoveFirst();
            }

            known[key] = node = new LinkedListNode<Suspect>(new Suspect(key));
        }

        byTime.AddLast(node);
        return node.Value;
    }

    private static IPAddress Key(IPAddress? address)
    {
        if (address is not { AddressFamily: AddressFamily.InterNetworkV6 })
        {
            return address ?? IPAddress.None;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }

    private sealed class Suspect(IPAddress key)
    {
        public IPAddress Key => key;

        public int Failures { get; set; }

        public long Since { get; set; }

        public int Locks { get; set; }

        public long? LockedAt { get; set; }

        public TimeSpan LockedFor { get; set; }
    }
}
