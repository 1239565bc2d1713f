using Breakwater.Configuration;
using Breakwater.Storage;
using CsCheck;
using Xunit;

namespace Breakwater.Tests.Sharing;

public sealed class ShardsTests
{
    /// <summary>Written into rows: a version that finds others would send one key from two nodes.</summary>
    [Theory]
    [InlineData("crm", "order-1", 4)]
    [InlineData("crm", "order-2", 39)]
    [InlineData("mail", "order-1", 2)]
    [InlineData("", "", 37)]
    [InlineData("crm", "Ünïcode\uD83D\uDEA2", 35)]
    public void A_key_belongs_to_one_shard_for_ever(string destination, string key, int shard) => Assert.Equal(shard, Shards.Of(destination, key));

    [Fact]
    public void Keys_are_spread_over_all_shards()
    {
        var counts = Enumerable.Range(0, 64_000).CountBy(n => Shards.Of("crm", $"order-{n}")).ToDictionary();

        Assert.Equal(Limits.Shards, counts.Count);
        Assert.All(counts, shard => Assert.InRange(shard.Value, 800, 1_200));
    }

    [Fact]
    public void The_border_between_destination_and_key_counts() => Assert.NotEqual(Shards.Of("ab", "c"), Shards.Of("a", "bc"));

    [Fact]
    public void A_set_is_what_was_put_into_it() => Gen.Int[0, Limits.Shards - 1].Array[0, 100].Sample(shards =>
    {
        var set = ShardSet.Of(shards);
        Assert.Equal(shards.Distinct().Order(), set.ToArray());
        Assert.Equal(shards.Distinct().Count(), set.Count);
        Assert.Equal(Limits.Shards - set.Count, ShardSet.All.Without(set).Count);
    });
}
