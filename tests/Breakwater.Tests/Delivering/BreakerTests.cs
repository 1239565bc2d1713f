using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Model;
using CsCheck;
using Xunit;

namespace Breakwater.Tests.Delivering;

public sealed class BreakerTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly BreakerSettings Settings = new();

    private readonly Breaker breaker = new(Settings, new Random(1));

    [Fact]
    public void It_opens_when_half_of_twenty_failed_and_not_before()
    {
        for (var n = 1; n <= 10; n++)
        {
            Assert.Null(End(n, EchoKind.Alive));
            Assert.Equal(n == 10 ? BreakerChange.Opened : null, End(n, EchoKind.Down)?.Change);
        }

        Assert.True(breaker.Shuts(Now));
        Assert.InRange(breaker.Until, Now + Settings.Open, Now + (Settings.Open * 1.2));
    }

    [Theory]
    [InlineData(EchoKind.Alive, false)]
    [InlineData(EchoKind.Busy, false)]
    [InlineData(EchoKind.None, false)]
    [InlineData(EchoKind.Overloaded, true)]
    [InlineData(EchoKind.Late, true)]
    [InlineData(EchoKind.Down, true)]
    internal void Only_what_the_destination_failed_at_counts(EchoKind kind, bool opens)
    {
        Enumerable.Range(1, 40).ToList().ForEach(n => End(n, kind));

        Assert.Equal(opens, breaker.Shuts(Now));
    }

    [Fact]
    public void Failures_that_left_the_window_count_no_more()
    {
        Enumerable.Range(1, 19).ToList().ForEach(n => End(n, EchoKind.Down));
        End(20, EchoKind.Down, Now + Settings.Window + TimeSpan.FromSeconds(4));

        Assert.False(breaker.Shuts(Now + Settings.Window + TimeSpan.FromSeconds(4)));
    }

    [Fact]
    public void One_probe_at_a_time_and_success_closes()
    {
        var until = Open();
        Assert.False(breaker.Shuts(until));
        breaker.Begin(IdOf(100));
        Assert.True(breaker.Shuts(until.AddHours(1)));
        Assert.Null(End(7, EchoKind.Alive, until)); // it began before the breaker opened

        Assert.Equal(BreakerChange.Closed, End(100, EchoKind.Alive, until)?.Change);
        Assert.False(breaker.Shuts(until));
        Assert.Null(End(101, EchoKind.Down, until));
    }

    [Fact]
    public void Each_probe_that_fails_opens_for_longer_up_to_a_bound()
    {
        var until = Open();
        var waits = new List<TimeSpan>();
        for (var n = 0; n < 12; n++)
        {
            Assert.False(breaker.Shuts(until));
            breaker.Begin(IdOf(100 + n));
            var news = End(100 + n, EchoKind.Late, until)!.Value;
            Assert.Equal(BreakerChange.OpenedAgain, news.Change);
            waits.Add(news.Until - until);
            until = news.Until;
        }

        Assert.InRange(waits[0], TimeSpan.FromSeconds(22.5), TimeSpan.FromSeconds(27));
        Assert.InRange(waits[1], TimeSpan.FromSeconds(33.75), TimeSpan.FromSeconds(40.5));
        Assert.All(waits.Skip(4), wait => Assert.InRange(wait, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(72)));
        Assert.Equal(waits.Count, waits.Distinct().Count());
    }

    [Fact]
    public void An_attempt_that_was_not_made_is_no_probe()
    {
        var until = Open();
        Assert.False(breaker.Shuts(until));
        breaker.Begin(IdOf(100));
        Assert.Null(End(100, EchoKind.None, until));

        Assert.False(breaker.Shuts(until));
    }

    [Fact]
    public void A_hint_of_another_node_lets_one_look_first()
    {
        breaker.Suspect(Now);
        Assert.False(breaker.Shuts(Now));
        breaker.Begin(IdOf(1));
        Assert.True(breaker.Shuts(Now));
        Assert.Null(End(1, EchoKind.Alive)); // nothing was wrong: nothing to tell
        Assert.False(breaker.Shuts(Now));

        breaker.Suspect(Now);
        breaker.Shuts(Now);
        breaker.Begin(IdOf(2));
        Assert.Equal(BreakerChange.Opened, End(2, EchoKind.Down)?.Change);
    }

    [Fact]
    public void A_breaker_that_is_off_never_opens()
    {
        var off = new Breaker(Settings with { Enabled = false }, new Random(1));
        for (var n = 0; n < 1_000; n++)
        {
            Assert.Null(off.Ended(IdOf(n), new Echo(EchoKind.Down, TimeSpan.Zero, Now, null)));
        }

        off.Suspect(Now);
        Assert.False(off.Shuts(Now));
    }

    /// <summary>Whatever happens in whatever order: it is never shut for ever, and never two probes are under way.</summary>
    [Fact]
    public void It_never_shuts_for_ever_and_never_lets_two_probes_through() => Gen.Int[0, 6].Array[1, 200].Sample(steps =>
    {
        var (one, now, last) = (new Breaker(Settings with { Minimum = 2 }, new Random(2)), Now, 0L);
        var underWay = new List<DeliveryId>();
        foreach (var step in steps)
        {
            now += TimeSpan.FromSeconds(step * 5);
            if (step < 3 && !one.Shuts(now))
            {
                underWay.Add(IdOf(++last));
                one.Begin(underWay[^1]);
                Assert.True(one.Phase == BreakerPhase.Closed || one.Shuts(now));
            }
            else if (underWay.Count > 0)
            {
                one.Ended(underWay[0], new Echo((EchoKind)(step % 6), TimeSpan.Zero, now, null));
                underWay.RemoveAt(0);
            }
        }

        underWay.ForEach(id => one.Ended(id, new Echo(EchoKind.None, TimeSpan.Zero, now, null)));
        return !one.Shuts(now + TimeSpan.FromMinutes(6));
    });

    private DateTimeOffset Open()
    {
        Enumerable.Range(1, 20).ToList().ForEach(n => End(n, EchoKind.Down));
        Assert.Equal(BreakerPhase.Open, breaker.Phase);
        return breaker.Until;
    }

    private BreakerNews? End(long id, EchoKind kind, DateTimeOffset? at = null) =>
        breaker.Ended(IdOf(id), new Echo(kind, TimeSpan.FromMilliseconds(5), at ?? Now, null));

    private static DeliveryId IdOf(long number) => new(new SortableId(number, number));
}
