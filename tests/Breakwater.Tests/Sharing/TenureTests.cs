using Breakwater.Configuration;
using Breakwater.Sharing;
using Breakwater.Storage;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Breakwater.Tests.Sharing;

/// <summary>Rows 80 and 33: the belief is never longer than the truth.</summary>
public sealed class TenureTests
{
    private static readonly TimeSpan Good = TimeSpan.FromSeconds(9);

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Tenure tenure;

    public TenureTests() => tenure = new Tenure(clock);

    [Fact]
    public void Nothing_begins_before_the_first_renewal_nor_in_a_shard_that_is_not_held()
    {
        Assert.False(tenure.TryBegin(3, out _));
        Renew();
        Assert.False(tenure.TryBegin(3, out _));
        tenure.Gain(new Dictionary<int, long> { [3] = 17 });

        Assert.True(tenure.TryBegin(3, out var epoch));
        Assert.Equal(17, epoch);
        Assert.False(tenure.TryBegin(4, out _));
    }

    [Fact]
    public void The_lease_counts_from_when_its_renewal_was_sent()
    {
        tenure.Gain(new Dictionary<int, long> { [0] = 1 });
        var (sent, wall) = (clock.GetTimestamp(), clock.GetUtcNow());
        clock.Advance(TimeSpan.FromSeconds(8));
        tenure.Renewed(sent, wall, Good);
        Assert.True(tenure.TryBegin(0, out _));

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(tenure.TryBegin(0, out _));
        Assert.False(tenure.IsValid);
        Assert.True(tenure.Share.Shards.Contains(0));
    }

    [Fact]
    public void A_machine_that_slept_knows_by_the_wall_clock()
    {
        tenure.Gain(new Dictionary<int, long> { [0] = 1 });
        Renew();
        Assert.True(tenure.IsValid);

        // The wall clock went on, the monotonic one stood still.
        tenure.Renewed(clock.GetTimestamp(), clock.GetUtcNow() - TimeSpan.FromMinutes(5), Good);
        Assert.False(tenure.IsValid);
    }

    [Fact]
    public void A_shard_that_is_laid_down_is_at_rest_when_what_began_before_has_ended()
    {
        tenure.Gain(new Dictionary<int, long> { [0] = 1, [1] = 1 });
        Renew();
        Assert.True(tenure.TryBegin(0, out _));
        var both = ShardSet.Of([0, 1]);
        tenure.LayDown(both);

        Assert.False(tenure.TryBegin(0, out _));
        Assert.Equal(ShardSet.Of([1]), tenure.AtRest(both));
        tenure.End(0);
        Assert.Equal(both, tenure.AtRest(both));
    }

    [Fact]
    public void What_is_recorded_goes_round_the_shards_of_this_node()
    {
        Assert.InRange(tenure.NextShard(), 0, Limits.Shards - 1);
        tenure.Gain(new Dictionary<int, long> { [3] = 1, [9] = 1, [60] = 1 });

        Assert.Equal([3, 9, 60], Enumerable.Range(0, 30).Select(_ => tenure.NextShard()).Distinct().Order());
    }

    [Fact]
    public void What_was_lost_and_came_back_meanwhile_is_not_held_without_a_break()
    {
        tenure.Gain(new Dictionary<int, long> { [0] = 1, [1] = 1, [2] = 1 });
        var before = tenure.Share;
        tenure.LayDown(ShardSet.Of([1, 2]));
        tenure.Gain(new Dictionary<int, long> { [1] = 3 });

        Assert.Equal(ShardSet.Of([0]), before.Until(tenure.Share));
        Assert.Equal(before.Shards, before.Until(before));
    }

    [Fact]
    public void A_store_of_one_node_has_no_lease_that_ends()
    {
        var whole = Tenure.Whole(clock);
        clock.Advance(TimeSpan.FromDays(1_000));

        Assert.True(whole.TryBegin(0, out _));
        Assert.Equal(0, whole.NextShard());
    }

    private void Renew() => tenure.Renewed(clock.GetTimestamp(), clock.GetUtcNow(), Good);
}
