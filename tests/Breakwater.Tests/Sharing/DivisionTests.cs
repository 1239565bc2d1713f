using Breakwater.Configuration;
using Breakwater.Sharing;
using Breakwater.Storage;
using CsCheck;
using Xunit;

namespace Breakwater.Tests.Sharing;

/// <summary>Every node decides by itself, and together they come to equal shares in which every shard has one owner.</summary>
public sealed class DivisionTests
{
    [Fact]
    public void A_node_alone_takes_everything() => Assert.Equal(ShardSet.All, Divide(Table(1, [1], _ => null)).Claim);

    [Fact]
    public void A_node_that_comes_gets_what_the_others_have_too_much()
    {
        var alone = Divide(Table(1, [1, 2], _ => 1), ShardSet.All);
        Assert.Equal(32, alone.GiveUp.Count);
        Assert.Equal(ShardSet.None, alone.Claim);

        var free = Table(2, [1, 2], shard => alone.GiveUp.Contains(shard) ? null : 1);
        Assert.Equal(alone.GiveUp, Divide(free).Claim);
    }

    [Fact]
    public void What_belongs_to_a_node_that_is_gone_is_free_unless_this_node_was_away_itself()
    {
        var table = Table(2, [2], shard => shard < 10 ? 1 : 2);
        var mine = ShardSet.Of(Enumerable.Range(10, 54));

        Assert.Equal(ShardSet.Of(Enumerable.Range(0, 10)), Divide(table, mine).Claim);
        Assert.Equal(ShardSet.None, Division.Of(table, mine, ShardSet.None, fromExpired: false).Claim);
    }

    [Fact]
    public void What_this_node_owns_without_knowing_is_claimed_again()
    {
        var table = Table(1, [1, 2], shard => shard < 32 ? 1 : 2);
        var known = ShardSet.Of(Enumerable.Range(0, 30));

        Assert.Equal(ShardSet.Of([30, 31]), Divide(table, known).Claim);
    }

    [Fact]
    public void What_is_being_given_up_is_not_claimed_again()
    {
        var table = Table(1, [1, 2], _ => 1);
        var leaving = ShardSet.Of(Enumerable.Range(32, 32));

        Assert.Equal(default, Division.Of(table, ShardSet.Of(Enumerable.Range(0, 32)), leaving, fromExpired: true));
    }

    [Fact]
    public void More_nodes_than_shards_leave_some_without_work_and_every_shard_with_one_owner() => Converge(new Random(1), nodes: 70);

    [Fact]
    public void Whatever_comes_and_goes_shares_end_up_equal() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[0, 1_000_000]).Sample((nodes, seed) => Converge(new Random(seed), nodes));

    /// <summary>From a division as bad as can be: nodes take turns in any order until nobody wants anything.</summary>
    private static void Converge(Random chance, int nodes)
    {
        long[] live = [.. Enumerable.Range(1, nodes)];
        var owners = new long?[Limits.Shards];
        for (var shard = 0; shard < owners.Length; shard++)
        {
            // Some are nobody's, some of the dead.
            owners[shard] = chance.Next(3) == 0 ? null : chance.Next(1, nodes + 4);
        }

        var held = live.ToDictionary(node => node, _ => ShardSet.None);
        for (var quiet = 0; quiet < nodes * 3;)
        {
            var me = live[chance.Next(nodes)];
            var division = Divide(Table(me, live, shard => owners[shard]), held[me]);
            held[me] = held[me].With(division.Claim).Without(division.GiveUp);
            Array.ForEach(division.Claim.ToArray(), shard => owners[shard] = me);
            Array.ForEach(division.GiveUp.ToArray(), shard => owners[shard] = null);
            quiet = division == default ? quiet + 1 : 0;
        }

        Settle(live, owners, held);
        Assert.Equal(ShardSet.All, held.Values.Aggregate(ShardSet.None, (all, one) => all.With(one)));
        Assert.Equal(Limits.Shards, held.Values.Sum(one => one.Count));
        Assert.InRange(held.Values.Max(one => one.Count) - held.Values.Min(one => one.Count), 0, 1);
    }

    /// <summary>Chance may have left someone out: everyone has a few more turns.</summary>
    private static void Settle(long[] live, long?[] owners, Dictionary<long, ShardSet> held)
    {
        for (var turn = 0; turn < 3 * live.Length; turn++)
        {
            var me = live[turn % live.Length];
            var division = Divide(Table(me, live, shard => owners[shard]), held[me]);
            held[me] = held[me].With(division.Claim).Without(division.GiveUp);
            Array.ForEach(division.Claim.ToArray(), shard => owners[shard] = me);
            Array.ForEach(division.GiveUp.ToArray(), shard => owners[shard] = null);
        }
    }

    private static Division Divide(LeaseTable table, ShardSet held = default) => Division.Of(table, held, ShardSet.None, fromExpired: true);

    private static LeaseTable Table(long me, long[] live, Func<int, long?> owner) => new(
        me,
        [.. live.Select(node => new LeaseHolder(node, TimeSpan.FromSeconds(5)))],
        [.. Enumerable.Range(0, Limits.Shards).Select(shard => new ShardHold(owner(shard), 1))]);
}
