using Breakwater.Configuration;
using Breakwater.Storage;

namespace Breakwater.Sharing;

/// <summary>
/// What a node should take and what it should give up, so that all nodes that see the same come to shares that differ by one at most. Pure:
/// a table of leases in, a wish out.
/// </summary>
/// <param name="Claim">To be taken.</param>
/// <param name="GiveUp">To be given up when nothing of it is under way.</param>
internal readonly record struct Division(ShardSet Claim, ShardSet GiveUp)
{
    /// <param name="table">How the work is divided now.</param>
    /// <param name="held">What this node works on.</param>
    /// <param name="leaving">What it is about to give up, and still owns.</param>
    /// <param name="fromExpired">False where nodes whose lease is over may only have been kept from renewing it, as this one was.</param>
    public static Division Of(LeaseTable table, ShardSet held, ShardSet leaving, bool fromExpired)
    {
        var live = table.Nodes.Select(node => node.Node).ToList();
        var rank = live.IndexOf(table.Me);
        if (rank < 0)
        {
            return new Division(ShardSet.None, ShardSet.None);
        }

        // The first few nodes have one more than the others: every node comes to the same answer by itself.
        var fair = (Limits.Shards / live.Count) + (rank < Limits.Shards % live.Count ? 1 : 0);
        var owned = Where(table, shard => shard.Owner == table.Me);

        // Owned and not worked on: a claim of which this node never heard the end.
        var claim = owned.Without(held).Without(leaving);
        var free = Where(table, shard => shard.Owner is null || (fromExpired && !live.Contains(shard.Owner.Value)));
        var begin = rank * Limits.Shards / live.Count;
        for (var n = 0; n < Limits.Shards && held.Count + claim.Count < fair; n++)
        {
            // Nodes begin at different places, so that they seldom want the same.
            var shard = (begin + n) % Limits.Shards;
            claim = free.Contains(shard) ? claim.With(shard) : claim;
        }

        var surplus = held.ToArray().Reverse().Take(Math.Max(0, held.Count - fair));
        return new Division(claim, ShardSet.Of(surplus));
    }

    private static ShardSet Where(LeaseTable table, Func<ShardHold, bool> condition) =>
        ShardSet.Of(Enumerable.Range(0, Limits.Shards).Where(shard => condition(table.Shards[shard])));
}
