using Breakwater.Configuration;
using Breakwater.Replaying;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Breakwater.Tests.Replaying;

public sealed class ReplayPaceTests
{
    private readonly FakeTimeProvider clock = new();

    [Theory]
    [InlineData(0.5)]
    [InlineData(3)]
    [InlineData(20)]
    [InlineData(500)]
    [InlineData(900)]
    public void It_holds_the_rate_over_a_minute(double rate)
    {
        var pace = new ReplayPace(rate, clock);
        var began = clock.GetTimestamp();
        var events = 0;
        while (clock.GetElapsedTime(began) < TimeSpan.FromMinutes(1))
        {
            events += pace.Step;
            pace.Took(pace.Step, bytes: 0);
            clock.Advance(pace.Wait);
        }

        Assert.InRange(events, rate * 60, (rate * 60 * 1.01) + 1);
    }

    [Fact]
    public void It_never_catches_up_in_a_burst()
    {
        var pace = new ReplayPace(rate: 10, clock);
        pace.Took(1, bytes: 0);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.Zero, pace.Wait);
        pace.Took(1, bytes: 0);
        Assert.Equal(TimeSpan.FromMilliseconds(100), pace.Wait);
    }

    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e300)]
    public void No_rate_breaks_it(double rate)
    {
        var pace = new ReplayPace(rate, clock);
        pace.Took(pace.Step, bytes: 0);
        Assert.InRange(pace.Wait, TimeSpan.Zero, TimeSpan.FromDays(1));
    }

    [Fact]
    public void Without_a_rate_it_never_waits_and_steps_grow_until_they_weigh_too_much()
    {
        var pace = new ReplayPace(rate: null, clock);
        for (var i = 0; i < 10; i++)
        {
            pace.Took(pace.Step, bytes: 0);
        }

        Assert.Equal((Limits.ReplayStepEvents, TimeSpan.Zero), (pace.Step, pace.Wait));
        for (var i = 0; i < 10; i++)
        {
            pace.Took(pace.Step, Limits.ReplayStepBytes + 1);
        }

        Assert.Equal(1, pace.Step);
    }
}
