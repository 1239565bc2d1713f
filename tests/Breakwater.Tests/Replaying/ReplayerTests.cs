using System.Collections.Concurrent;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Replaying;
using Breakwater.Routing;
using Breakwater.Storage;
using Breakwater.StoreContract;
using Breakwater.Simulation.InMemory;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Breakwater.Tests.Replaying;

public sealed class ReplayerTests : IDisposable
{
    private readonly Ticking clock = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly Telemetry telemetry = new(TimeProvider.System);
    private readonly ConcurrentQueue<Storage.Recording> handedOver = new();
    private readonly Feed feed;
    private InMemoryStore store = new();

    public ReplayerTests() => feed = new Feed(clock);

    public void Dispose() => telemetry.Dispose();

    [Fact]
    public async Task Every_matching_event_is_sent_again_once_through_todays_routes()
    {
        await Record(300);
        using var replayer = Make();
        var begun = await replayer.BeginAsync(new EventFilter(), to: null, rate: null, CancellationToken.None);
        Assert.Equal(300, begun.Total);
        var done = await Ended(begun.Id);

        Assert.Equal((ReplayState.Done, 300, 600), (done.State, done.Done, done.Deliveries));
        await EachReplayed(begun.Id, "crm", "erp");
        Assert.Equal(300, handedOver.Count);
    }

    [Fact]
    public async Task Named_destinations_take_the_place_of_the_routes()
    {
        await Record(5);
        using var replayer = Make();
        var begun = await replayer.BeginAsync(new EventFilter(), ["audit"], rate: null, CancellationToken.None);
        await Ended(begun.Id);
        await EachReplayed(begun.Id, "audit");
    }

    [Fact]
    public async Task It_survives_a_restart_at_every_step_and_replays_nothing_twice()
    {
        await Record(100);
        ReplayId id;
        using (var replayer = Make())
        {
            store.FailNext(new StoreUnavailableException("not yet"));
            await Assert.ThrowsAsync<StoreUnavailableException>(() => replayer.BeginAsync(new EventFilter(), null, null, CancellationToken.None));
            id = (await replayer.BeginAsync(new EventFilter(), null, rate: 10, CancellationToken.None)).Id;
            await clock.SomeoneWaitsAsync();
            await replayer.StopAsync();
        }

        for (var restarts = 0; (await store.Replays.FindAsync(id, CancellationToken.None))!.State == ReplayState.Running; restarts++)
        {
            Assert.InRange(restarts, 0, 200);
            store = store.Reopen();
            using var next = Make();
            await next.AdoptAsync(CancellationToken.None);
            if (await store.Replays.FindAsync(id, CancellationToken.None) is { State: ReplayState.Running })
            {
                await Task.WhenAny(clock.SomeoneWaitsAsync(), Ended(id));
            }

            await next.StopAsync();
        }

        await EachReplayed(id, "crm", "erp");
    }

    [Fact]
    public async Task A_store_that_fails_now_and_then_makes_no_gap_and_no_twice()
    {
        await Record(60);
        using var replayer = Make();
        var begun = await replayer.BeginAsync(new EventFilter(), null, rate: 10, CancellationToken.None);
        await clock.PassAsync(TimeSpan.FromSeconds(1));
        store.FailNext(new StoreUnavailableException("full"));
        store.FailNext(new StoreUnavailableException("still full"));
        var ended = Ended(begun.Id);
        while (!ended.IsCompleted)
        {
            await Task.WhenAny(clock.PassAsync(TimeSpan.FromSeconds(2)), ended);
        }

        await ended;
        await EachReplayed(begun.Id, "crm", "erp");
    }

    [Fact]
    public async Task A_cancelled_replay_makes_nothing_more()
    {
        await Record(50);
        using var replayer = Make();
        var begun = await replayer.BeginAsync(new EventFilter(), null, rate: 1, CancellationToken.None);
        await clock.SomeoneWaitsAsync();
        var cancelled = await replayer.CancelAsync(begun.Id, CancellationToken.None);
        Assert.Equal(ReplayState.Cancelled, cancelled!.State);

        var told = Told("cancelled: ");
        clock.Advance(TimeSpan.FromSeconds(2));
        await told;
        Assert.Equal(cancelled.Done, (await Replayed(begun.Id)).Count / 2);
    }

    [Fact]
    public async Task Progress_is_told_and_ends_with_done()
    {
        await Record(10);
        using var replayer = Make();
        var told = Told("done: 10 of 10 events, 20 deliveries");
        await replayer.BeginAsync(new EventFilter(), null, null, CancellationToken.None);
        Assert.Equal(NoticeKinds.ReplayProgress, (await told).Kind);
    }

    [Fact]
    public async Task One_event_is_sent_again_at_once()
    {
        await Record(1);
        var id = (await Events())[0].Id;
        using var replayer = Make();

        var resent = await replayer.ReplayAsync(id, to: null, force: false, CancellationToken.None);
        Assert.Equal(["crm", "erp"], resent.Deliveries.Select(delivery => delivery.Destination));
        Assert.Equal(resent.Deliveries, Assert.Single(handedOver).Deliveries);
        Assert.Equal(2, (await store.Search.EventAsync(id, CancellationToken.None))!.Summary.Deliveries.Count);

        Assert.Equal(["audit"], (await replayer.ReplayAsync(id, ["audit", "audit"], force: false, CancellationToken.None)).Deliveries.Select(delivery => delivery.Destination));
        Assert.NotNull((await replayer.ReplayAsync(id, ["nowhere"], force: false, CancellationToken.None)).Refusal);
        Assert.NotNull((await replayer.ReplayAsync(id, [], force: false, CancellationToken.None)).Refusal);
        Assert.False((await replayer.ReplayAsync(new EventId(new SortableId(1, 1)), null, force: false, CancellationToken.None)).Found);
    }

    [Fact]
    public async Task A_bulk_replay_to_nowhere_or_at_no_rate_is_not_begun()
    {
        using var replayer = Make();
        await Assert.ThrowsAsync<ArgumentException>(() => replayer.BeginAsync(new EventFilter(), ["nowhere"], null, CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentException>(() => replayer.BeginAsync(new EventFilter(), null, 0, CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentException>(() => replayer.BeginAsync(new EventFilter(), null, double.NaN, CancellationToken.None));
        Assert.Empty(await store.Replays.ListAsync(10, CancellationToken.None));
    }

    private Replayer Make()
    {
        var router = new Router(Arranged.Settings([], [new RouteSettings { From = ["shop"], To = ["crm", "erp"] }], ["crm", "erp", "audit"]));
        var ids = new IdSource(clock, new Random(3));
        ids.StartAfter(store.LastId);
        return new Replayer(new ReplayParts
        {
            Store = store,
            Router = () => router,
            Ids = ids,
            Shard = () => 0,
            IsOurs = _ => true,
            Elsewhere = _ => Task.CompletedTask,
            Clock = clock,
            Committed = handedOver.Enqueue,
            Expect = (_, _) => { },
            Feed = feed,
            Telemetry = telemetry,
            Logger = NullLogger.Instance,
        });
    }

    private Task Record(int events)
    {
        var samples = new Samples(1);
        return store.Events.RecordAsync([.. Enumerable.Range(0, events).Select(i => new Storage.Recording(samples.Event($"{i}"), []))], CancellationToken.None);
    }

    private async Task<IReadOnlyList<Event>> Events() =>
        [.. (await store.Search.EventsAsync(new EventFilter(), new PageRequest(500, null), CancellationToken.None)).Items.Select(item => item.Event)];

    private async Task<IReadOnlyList<Delivery>> Replayed(ReplayId id) =>
        [.. (await store.Search.DeliveriesAsync(new DeliveryFilter(), new PageRequest(10_000, null), CancellationToken.None)).Items
            .Select(item => item.Delivery).Where(delivery => delivery.Replay == id)];

    private async Task EachReplayed(ReplayId id, params string[] destinations)
    {
        var expected = (await Events()).SelectMany(evt => destinations.Select(destination => (evt.Id, destination))).Order();
        Assert.Equal(expected, (await Replayed(id)).Select(delivery => (delivery.EventId, delivery.Destination)).Order());
    }

    private async Task<Replay> Ended(ReplayId id)
    {
        await Told("done: ");
        return (await store.Replays.FindAsync(id, CancellationToken.None))!;
    }

    /// <summary>Waits for progress of these words: told before, or still to come.</summary>
    private async Task<Notice> Told(string words)
    {
        await foreach (var notice in feed.ReadAsync(after: 0, TestContext.Current.CancellationToken))
        {
            if (notice.Text?.StartsWith(words, StringComparison.Ordinal) == true)
            {
                return notice;
            }
        }

        throw new InvalidOperationException("the feed has ended");
    }
}
