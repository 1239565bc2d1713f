using Breakwater.Configuration;
using Breakwater.Settling;
using CsCheck;
using Xunit;

namespace Breakwater.Tests.Settling;

public sealed class BackoffTests
{
    private static readonly RetrySettings Policy = new();

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 15)]
    [InlineData(3, 45)]
    [InlineData(7, 3645)]
    [InlineData(9, 21600)]
    [InlineData(100_000, 21600)]
    public void The_bound_grows_by_the_factor_up_to_max(int attempt, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Backoff.Bound(Policy, attempt));

    [Theory]
    [InlineData(0.0, 0.5)] // the floor: a tenth of the bound
    [InlineData(0.5, 2.5)]
    [InlineData(0.9999999999, 5)]
    public void The_wait_lies_anywhere_between_floor_and_bound(double chance, double seconds) =>
        Assert.Equal(seconds, Backoff.After(Policy, 1, new FixedChance(chance)).TotalSeconds, 3);

    [Theory]
    [InlineData(1, 0.0, 4.5)]
    [InlineData(1, 0.5, 5.0)]
    [InlineData(2, 1.0, 66.0)]
    [InlineData(9, 0.5, 60.0)]
    public void A_schedule_is_kept_to_a_tenth(int attempt, double chance, double seconds)
    {
        var policy = Policy with { Schedule = [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60)] };

        Assert.Equal(seconds, Backoff.After(policy, attempt, new FixedChance(chance)).TotalSeconds, 3);
    }

    [Fact]
    public void No_policy_makes_a_hot_loop_or_overflows() =>
        Gen.Select(Gen.Double[0, 1e6], Gen.Double[0, 1e6], Gen.Double[0, 1e9], Gen.Int[1, 1_000_000], Gen.Double[0, 1])
            .Sample((first, factor, max, attempt, chance) =>
            {
                var policy = new RetrySettings { First = TimeSpan.FromSeconds(first), Factor = factor, Max = TimeSpan.FromSeconds(max) };
                var wait = Backoff.After(policy, attempt, new FixedChance(chance));
                return wait >= TimeSpan.FromMilliseconds(1) && wait <= TimeSpan.FromSeconds(Math.Max(1, max));
            });
}
