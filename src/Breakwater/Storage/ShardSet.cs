using System.Numerics;
using Breakwater.Configuration;

namespace Breakwater.Storage;

/// <summary>Some of the <see cref="Limits.Shards"/> shards: a bit for each.</summary>
/// <param name="Bits">Bit n stands for shard n.</param>
public readonly record struct ShardSet(ulong Bits)
{
    /// <summary>None.</summary>
    public static readonly ShardSet None = new(0);

    /// <summary>All of them.</summary>
    public static readonly ShardSet All = new(ulong.MaxValue);

    /// <summary>How many.</summary>
    public int Count => BitOperations.PopCount(Bits);

    /// <summary>True when there is none.</summary>
    public bool IsEmpty => Bits == 0;

    /// <summary>A set of these.</summary>
    public static ShardSet Of(IEnumerable<int> shards)
    {
        ArgumentNullException.ThrowIfNull(shards);
        return shards.Aggregate(None, (set, shard) => set.With(shard));
    }

    /// <summary>True when it is one of them.</summary>
    public bool Contains(int shard) => (Bits >> shard & 1) == 1;

    /// <summary>These and one more.</summary>
    public ShardSet With(int shard) => new(Bits | 1UL << shard);

    /// <summary>These and those.</summary>
    public ShardSet With(ShardSet others) => new(Bits | others.Bits);

    /// <summary>These without those.</summary>
    public ShardSet Without(ShardSet others) => new(Bits & ~others.Bits);

    /// <summary>What is in both.</summary>
    public ShardSet And(ShardSet others) => new(Bits & others.Bits);

    /// <summary>Their numbers, rising.</summary>
    public int[] ToArray()
    {
        var shards = new int[Count];
        var rest = Bits;
        for (var i = 0; i < shards.Length; i++)
        {
            shards[i] = BitOperations.TrailingZeroCount(rest);
            rest &= rest - 1;
        }

        return shards;
    }

    /// <inheritdoc />
    public override string ToString() => string.Join(',', ToArray());
}
