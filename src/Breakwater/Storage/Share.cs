using Breakwater.Configuration;

namespace Breakwater.Storage;

/// <summary>What a node works on at a moment. Never changes: another moment is another share.</summary>
internal sealed class Share
{
    private readonly long[] epochs;

    private Share(ShardSet shards, long[] epochs)
    {
        Shards = shards;
        this.epochs = epochs;
    }

    /// <summary>Everything: a store of one node.</summary>
    public static Share Whole { get; } = new(ShardSet.All, new long[Limits.Shards]);

    /// <summary>Nothing.</summary>
    public static Share Nothing { get; } = new(ShardSet.None, new long[Limits.Shards]);

    /// <summary>The shards.</summary>
    public ShardSet Shards { get; }

    /// <summary>The epoch under which a shard of it is held.</summary>
    public long EpochOf(int shard) => epochs[shard];

    /// <summary>With more shards, each under an epoch.</summary>
    public Share With(IReadOnlyDictionary<int, long> more)
    {
        var next = (long[])epochs.Clone();
        foreach (var (shard, epoch) in more)
        {
            next[shard] = epoch;
        }

        return new Share(Shards.With(ShardSet.Of(more.Keys)), next);
    }

    /// <summary>Without some shards.</summary>
    public Share Without(ShardSet less) => new(Shards.Without(less), epochs);

    /// <summary>What of it is held without a break until a later share.</summary>
    public ShardSet Until(Share later) => later == this
        ? Shards
        : ShardSet.Of(Shards.And(later.Shards).ToArray().Where(shard => epochs[shard] == later.epochs[shard]));
}
