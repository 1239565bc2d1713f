using Breakwater.Model;
using Breakwater.Storage;
using Xunit;

namespace Breakwater.StoreContract;

/// <summary>A bulk replay goes on where it was, and replays nothing twice.</summary>
public abstract class ReplayContract : StoreCase
{
    [Fact]
    public async Task A_replay_is_kept_as_it_is()
    {
        var replay = Samples.Replay(new EventFilter
        {
            Source = "shop",
            Type = "order.*",
            Key = "k",
            State = DeliveryState.Dead,
            Destination = "crm",
            Text = "t",
            From = Samples.Now,
            To = Samples.Now.AddDays(1),
        });
        await Store.Replays.CreateAsync(replay, Cancellation);
        var plain = Samples.Replay(new EventFilter()) with { To = null, Rate = null };
        await Store.Replays.CreateAsync(plain, Cancellation);
        await CrashAsync();

        Assert.Equal(Described.Text(replay), Described.Text(await Store.Replays.FindAsync(replay.Id, Cancellation)));
        Assert.Equal([plain.Id, replay.Id], (await Store.Replays.ListAsync(10, Cancellation)).Select(r => r.Id));
        Assert.Single(await Store.Replays.ListAsync(1, Cancellation));
        Assert.Null(await Store.Replays.FindAsync(new ReplayId(Samples.NextId()), Cancellation));
    }

    [Fact]
    public async Task It_steps_through_the_events_oldest_first_and_ends()
    {
        var events = await RecordAsync("a", "b", "c", "d", "e");
        var replay = Samples.Replay(new EventFilter { Source = "shop" });
        await Store.Replays.CreateAsync(replay, Cancellation);
        await RecordAsync("later");

        var seen = new List<string>();
        while (await Store.Replays.NextAsync(replay, 2, Cancellation) is { Count: > 0 } next)
        {
            seen.AddRange(next.Select(Described.Text));
            replay = replay with { Cursor = next[^1].Id, Done = replay.Done + next.Count };
            Assert.True(await Store.Replays.AdvanceAsync(
                replay, [.. next.Select(e => Samples.Delivery(e, "mail") with { Replay = replay.Id })], Cancellation));
            await CrashAsync();
            replay = (await Store.Replays.FindAsync(replay.Id, Cancellation))!;
        }

        Assert.Equal(events.Select(Described.Text), seen);
        Assert.Equal(5, replay.Done);
        var made = await Store.Search.DeliveriesAsync(new DeliveryFilter { Destination = "mail" }, new PageRequest(10, null), Cancellation);
        Assert.Equal(5, made.Items.Count);
        Assert.All(made.Items, d => Assert.Equal(replay.Id, d.Delivery.Replay));
    }

    [Fact]
    public async Task What_came_before_it_is_sent_though_the_clock_went_back_since()
    {
        await RecordAsync("before");
        var replay = Samples.Replay(new EventFilter()) with { CreatedAt = Samples.Now.AddHours(-1) };
        await Store.Replays.CreateAsync(replay, Cancellation);
        await RecordAsync("after");

        Assert.Equal(["before"], (await Store.Replays.NextAsync(replay, 10, Cancellation)).Select(evt => evt.IdempotencyId));
    }

    [Fact]
    public async Task A_cancelled_replay_refuses_the_step_whole()
    {
        var evt = (await RecordAsync("a"))[0];
        var replay = Samples.Replay(new EventFilter());
        await Store.Replays.CreateAsync(replay, Cancellation);
        var cancelled = await Store.Replays.CancelAsync(replay.Id, Samples.Now, Cancellation);

        Assert.Equal((ReplayState.Cancelled, Samples.Now), (cancelled!.State, cancelled.EndedAt));
        Assert.False(await Store.Replays.AdvanceAsync(replay with { Cursor = evt.Id, Done = 1 }, [Samples.Delivery(evt, "mail")], Cancellation));
        Assert.Equal(Described.Text(cancelled), Described.Text(await Store.Replays.FindAsync(replay.Id, Cancellation)));
        Assert.Empty((await Store.Search.DeliveriesAsync(new DeliveryFilter(), new PageRequest(10, null), Cancellation)).Items);
    }

    [Fact]
    public async Task What_is_done_is_not_cancelled()
    {
        var replay = Samples.Replay(new EventFilter());
        await Store.Replays.CreateAsync(replay, Cancellation);
        await Store.Replays.AdvanceAsync(replay with { State = ReplayState.Done, EndedAt = Samples.Now }, [], Cancellation);

        Assert.Equal(ReplayState.Done, (await Store.Replays.CancelAsync(replay.Id, Samples.Now, Cancellation))!.State);
        Assert.False(await Store.Replays.AdvanceAsync(replay, [], Cancellation));
        Assert.Null(await Store.Replays.CancelAsync(new ReplayId(Samples.NextId()), Samples.Now, Cancellation));
    }

    private async Task<List<Event>> RecordAsync(params IEnumerable<string> ids)
    {
        var events = ids.Select(id => Samples.Event(id)).ToList();
        await Store.Events.RecordAsync([.. events.Select(e => new Storage.Recording(e, []))], Cancellation);
        return events;
    }
}
