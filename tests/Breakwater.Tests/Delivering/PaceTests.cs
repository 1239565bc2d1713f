using Breakwater.Configuration;
using Breakwater.Delivering;
using Xunit;

namespace Breakwater.Tests.Delivering;

/// <summary>Coming back gently, and hovering just below what a destination can take.</summary>
public sealed class PaceTests
{
    private static readonly DestinationSettings Crm = new() { Name = "crm", Url = new Uri("https://crm.example.com") };

    /// <summary>The aim: never sent more than 1.2 times what it can take after ten seconds, and worked off at 0.9 of it or better.</summary>
    [Theory]
    [InlineData(200, null, 20, 100_000)]
    [InlineData(200, 200, 20, 100_000)]
    [InlineData(200, 20, 50, 100_000)]
    [InlineData(200, 5, 2, 50_000)]
    [InlineData(200, null, 300, 50_000)]
    [InlineData(20, null, 100, 10_000)]
    [InlineData(2_000, null, 10, 500_000)]
    public void A_backlog_comes_back_at_what_the_destination_can_take_and_hardly_more(int capacity, int? depth, int latency, int waiting)
    {
        var voyage = new Voyage(Crm with { Concurrency = 256 }, new Platform(capacity, depth), TimeSpan.FromMilliseconds(latency))
        {
            Waiting = waiting,
            Always = EchoKind.Down,
        };
        voyage.Sail(TimeSpan.FromMinutes(10));
        var failed = voyage.Attempts;
        Assert.NotEqual(BreakerPhase.Closed, voyage.Gate.Breaker);
        voyage.Always = null;
        Assert.True(voyage.SailUntil(() => voyage.Gate.Breaker == BreakerPhase.Closed, TimeSpan.FromMinutes(10)));

        var back = voyage.Now;
        Assert.True(voyage.SailUntil(() => voyage.Waiting == 0, TimeSpan.FromMinutes(20)), $"{voyage.Waiting} left at a pace of {voyage.Gate.Standing.Rate}");

        var most = voyage.BegunFrom(back.AddSeconds(11)).Max();
        var speed = waiting / (voyage.Now - back).TotalSeconds;
        TestContext.Current.TestOutputHelper?.WriteLine($"{speed / capacity:0.000} of the capacity, {most} at most, {(voyage.Attempts - failed) / (double)waiting:0.000} attempts each");
        Assert.InRange(most, 0, 1.2 * capacity);
        Assert.True(speed >= 0.9 * capacity, $"worked off at {speed / capacity:0.000} of the capacity");
        Assert.InRange(failed, 20, 400); // while it was down, nearly nothing was tried
    }

    [Fact]
    public void What_comes_back_begins_small_and_doubles()
    {
        var voyage = new Voyage(Crm with { Concurrency = 256 }, new Platform(1e9, null), TimeSpan.FromMilliseconds(10)) { Waiting = 1_000_000 };
        voyage.Gate.Pause(voyage.Now.AddHours(-1), voyage.Now);
        voyage.Sail(TimeSpan.FromSeconds(1));
        Assert.Equal(0, voyage.Attempts);
        voyage.Gate.Pause(null, voyage.Now);
        voyage.Sail(TimeSpan.FromSeconds(5));

        var seconds = voyage.BegunFrom(voyage.Now.AddSeconds(-5)).ToList();
        Assert.InRange(seconds[0], 8, 22);
        Assert.All(seconds.Zip(seconds.Skip(1)), pair => Assert.InRange((double)pair.Second / pair.First, 1.5, 2.6));
    }

    [Fact]
    public void A_destination_that_never_refuses_is_never_held_back()
    {
        var voyage = new Voyage(Crm, new Platform(1e9, null), TimeSpan.FromMilliseconds(3)) { Waiting = 1_000_000 };
        for (var minute = 0; minute < 3; minute++)
        {
            Assert.False(voyage.SailUntil(() => voyage.Gate.Standing.Rate is not null, TimeSpan.FromSeconds(20)));
            voyage.Latency *= 20; // slower, and far from its timeout
        }
    }

    [Fact]
    public void After_trouble_that_passed_it_is_free_again()
    {
        var voyage = new Voyage(Crm, new Platform(100, null), TimeSpan.FromMilliseconds(20)) { Waiting = 1_000_000 };
        voyage.Sail(TimeSpan.FromSeconds(20));
        Assert.Equal(BreakerPhase.Closed, voyage.Gate.Breaker); // it is slowed down, not left alone
        Assert.InRange(voyage.Gate.Standing.Rate!.Value, 80, 110);
        voyage.Always = EchoKind.Alive;

        Assert.True(voyage.SailUntil(() => voyage.Gate.Standing.Rate is null, TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public void A_refusal_or_two_are_each_deliverys_own_affair()
    {
        var voyage = new Voyage(Crm with { Concurrency = 2 }, new Platform(1e9, null), TimeSpan.FromMilliseconds(3)) { Waiting = 1_000, Always = EchoKind.Overloaded };
        voyage.Sail(TimeSpan.FromMilliseconds(1));
        voyage.Always = null;
        voyage.Sail(TimeSpan.FromSeconds(1));

        Assert.Null(voyage.Gate.Standing.Rate);
    }

    [Fact]
    public void One_stray_refusal_of_many_answers_changes_nothing()
    {
        var voyage = new Voyage(Crm, new Platform(1e9, null), TimeSpan.FromMilliseconds(3)) { Waiting = 1_000_000 };
        voyage.Sail(TimeSpan.FromSeconds(2));
        voyage.Always = EchoKind.Overloaded;
        voyage.Sail(TimeSpan.FromMilliseconds(1));
        voyage.Always = null;
        voyage.Sail(TimeSpan.FromSeconds(1));

        Assert.Null(voyage.Gate.Standing.Rate);
    }

    /// <summary>Refusals that have nothing to do with the pace don't strangle it.</summary>
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.125)]
    [InlineData(0.3)]
    public void A_destination_that_refuses_at_random_is_hardly_slowed(double share)
    {
        var voyage = new Voyage(Crm, new Platform(1e9, null), TimeSpan.FromMilliseconds(20)) { Waiting = 1_000_000, Moody = share };
        voyage.Sail(TimeSpan.FromSeconds(60));

        TestContext.Current.TestOutputHelper?.WriteLine($"{voyage.Attempts / 60.0:0} attempts a second of 800");
        Assert.True(voyage.Attempts > 60 * 800 * 0.5, $"{voyage.Attempts / 60.0:0} attempts a second of 800");
        Assert.Equal(BreakerPhase.Closed, voyage.Gate.Breaker);
    }

    [Fact]
    public void Answers_that_come_late_lower_it()
    {
        var voyage = new Voyage(Crm, new Platform(1e9, null), TimeSpan.FromSeconds(1)) { Waiting = 1_000_000 };
        voyage.Sail(TimeSpan.FromSeconds(20));
        voyage.Latency = TimeSpan.FromSeconds(6.5);
        voyage.Sail(TimeSpan.FromSeconds(60));

        Assert.InRange(voyage.Gate.Standing.Rate!.Value, 0.9, 2.4); // 16 at a time of 6.5 s would be 2.5 a second
    }

    [Theory]
    [InlineData(100)]
    [InlineData(7)]
    [InlineData(0.5)]
    public void What_is_configured_is_kept_and_spread_evenly(double rate)
    {
        var voyage = new Voyage(Crm with { Rate = rate, Concurrency = 64 }, new Platform(1e9, null), TimeSpan.FromMilliseconds(5)) { Waiting = 100_000 };
        voyage.Sail(TimeSpan.FromSeconds(60));

        Assert.InRange(voyage.Attempts, (60 * rate) - 1, (60.05 * rate) + 1);
        Assert.All(voyage.BegunFrom(voyage.Now.AddSeconds(-60)), second => Assert.InRange(second, 0, Math.Ceiling(rate * 1.06) + 1));
    }

    [Fact]
    public void A_pace_that_is_lowered_is_never_above_what_is_configured()
    {
        var voyage = new Voyage(Crm with { Rate = 50 }, new Platform(1e9, null), TimeSpan.FromMilliseconds(5)) { Waiting = 100_000 };
        voyage.Gate.Pause(voyage.Now, voyage.Now);
        voyage.Gate.Pause(null, voyage.Now);
        voyage.Sail(TimeSpan.FromSeconds(60));

        Assert.InRange(voyage.BegunFrom(voyage.Now.AddSeconds(-60)).Max(), 48, 54);
        Assert.False(voyage.Gate.Standing.Lowered);
    }
}
