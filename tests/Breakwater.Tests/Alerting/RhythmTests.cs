using Breakwater.Alerting;
using Breakwater.Model;
using Breakwater.Simulation.InMemory;
using Xunit;

namespace Breakwater.Tests.Alerting;

/// <summary>When a source is silent: learned from its own pauses.</summary>
public sealed class RhythmTests
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void It_is_not_judged_before_it_is_known_for_a_day()
    {
        var rhythm = Speaking(Monday, Monday.AddHours(20), TimeSpan.FromMinutes(1));

        Assert.Null(rhythm.SilentAfter(Monday.AddHours(23)));
        Assert.True(rhythm.IsSilent(Monday.AddHours(24)));
    }

    [Fact]
    public void A_source_that_always_speaks_is_silent_after_ten_minutes()
    {
        var rhythm = Speaking(Monday, Monday.AddDays(2), TimeSpan.FromSeconds(30));

        Assert.Equal(Rhythm.Least, rhythm.SilentAfter(Monday.AddDays(2)));
        Assert.False(rhythm.IsSilent(Monday.AddDays(2).AddMinutes(9)));
        Assert.True(rhythm.IsSilent(Monday.AddDays(2).AddMinutes(11)));
    }

    [Fact]
    public void Nights_are_learned_and_are_no_silence()
    {
        var rhythm = new Rhythm();
        for (var day = 0; day < 3; day++)
        {
            for (var minute = 8 * 60; minute < 20 * 60; minute++)
            {
                rhythm.Heard(Monday.AddDays(day).AddMinutes(minute));
            }
        }

        Assert.False(rhythm.IsSilent(Monday.AddDays(3).AddHours(8)));
        Assert.True(rhythm.IsSilent(Monday.AddDays(3).AddHours(21)));
    }

    [Fact]
    public void A_long_pause_is_forgotten_after_fifteen_days()
    {
        var rhythm = Speaking(Monday, Monday.AddDays(1), TimeSpan.FromMinutes(1));
        rhythm.Heard(Monday.AddDays(3));
        for (var minute = 1; minute < 20 * 24 * 60; minute++)
        {
            rhythm.Heard(Monday.AddDays(3).AddMinutes(minute));
        }

        Assert.Equal(Rhythm.Least, rhythm.SilentAfter(Monday.AddDays(23)));
    }

    [Fact]
    public async Task What_is_usual_is_learned_from_the_store_at_a_start()
    {
        var store = new InMemoryStore();
        var ids = 0L;
        async Task HeardAsync(DateTimeOffset at) => await store.Events.RecordAsync(
            [new Storage.Recording(Arranged.Event("order.paid") with { Id = new EventId(new SortableId(++ids, 1)), IdempotencyId = $"{ids}", ReceivedAt = at }, [])],
            TestContext.Current.CancellationToken);

        // A night of nine hours behind six hundred events of the last day.
        for (var minute = 0; minute < 120; minute++)
        {
            await HeardAsync(Monday.AddHours(-11).AddMinutes(minute));
        }

        for (var minute = 0; minute < 600; minute++)
        {
            await HeardAsync(Monday.AddMinutes(minute));
        }

        var silences = new Silences(store.Search);
        Assert.Empty(await silences.LookAsync(["shop"], Monday.AddHours(25), TestContext.Current.CancellationToken));
        Assert.Single(await silences.LookAsync(["shop"], Monday.AddHours(30), TestContext.Current.CancellationToken));
        Assert.Empty(await silences.LookAsync(["shop"], Monday.AddHours(31), TestContext.Current.CancellationToken));
        Assert.Empty(await silences.LookAsync(["other"], Monday.AddHours(31), TestContext.Current.CancellationToken));
    }

    private static Rhythm Speaking(DateTimeOffset from, DateTimeOffset to, TimeSpan every)
    {
        var rhythm = new Rhythm();
        for (var at = from; at <= to; at += every)
        {
            rhythm.Heard(at);
        }

        return rhythm;
    }
}
