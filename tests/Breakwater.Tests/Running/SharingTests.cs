using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Receiving;
using Breakwater.Storage;
using Breakwater.Simulation.InMemory;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Breakwater.Tests.Running;

/// <summary>Two engines over one store: work changes hands, and nothing is lost or settled by who lost it.</summary>
public sealed class SharingTests : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly InMemoryStore store;

    public SharingTests() => store = new InMemoryStore(clock);

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static TimeSpan Lease => new StoreSettings().Lease;

    [Fact]
    public async Task A_node_that_comes_gets_half_and_one_that_goes_leaves_it()
    {
        await using var one = await StartAsync();
        Assert.Equal([Limits.Shards], await SharesAsync(one));
        var two = await StartAsync();
        await UntilAsync(async () => (await SharesAsync(one)).SequenceEqual([32, 32]), "the work is divided");
        await two.DisposeAsync();
        await UntilAsync(async () => (await SharesAsync(one)).SequenceEqual([Limits.Shards]), "the first has everything again");

        var id = await one.PublishAsync();
        await one.UntilAsync(NoticeKinds.DeliveryDelivered);
        Assert.Equal(DeliveryState.Delivered, (await one.DeliveryOfAsync(id)).Summary.Delivery.State);
    }

    [Fact]
    public async Task What_a_dead_node_owed_is_sent_by_another_and_its_late_settlement_changes_nothing()
    {
        var stuck = new PretendNetwork();
        var answer = new TaskCompletionSource<TransportAnswer>();
        stuck.Answer = _ => answer.Task;
        await using var dead = await StartAsync(stuck);
        var id = await dead.PublishAsync();
        await stuck.Requests.UntilAsync(_ => true);
        await using var alive = await StartAsync();

        // It stands still: it renews nothing, and its request is still under way.
        dead.Store.Failure = new StoreUnavailableException("cut off");
        await UntilAsync(async () => (await SharesAsync(alive)).SequenceEqual([Limits.Shards]), "the other has taken everything over");
        await alive.UntilAsync(NoticeKinds.DeliveryDelivered);
        dead.Store.Failure = null;
        answer.SetResult(PretendNetwork.Status(410));
        await UntilAsync(() => Task.FromResult(dead.Logs.Lines.All.Any(line => line.Id == LogEvents.SettlementRefused)), "the settlement is refused");

        var (summary, attempts) = await alive.DeliveryOfAsync(id);
        Assert.Equal(DeliveryState.Delivered, summary.Delivery.State);
        Assert.DoesNotContain(attempts, attempt => attempt.Status == 410);
    }

    [Fact]
    public async Task Whose_lease_is_over_begins_nothing_and_goes_on_when_it_is_renewed()
    {
        await using var node = await StartAsync();
        node.Store.Failure = new StoreUnavailableException("away");
        clock.Advance(Lease);
        await node.UntilLoggedAsync(LogEvents.LeaseFails);
        Assert.IsType<Reception.Unavailable>(await node.TryPublishAsync());
        node.Store.Failure = null;
        await UntilAsync(() => Task.FromResult(node.Logs.Lines.All.Any(line => line.Id == LogEvents.LeaseWorksAgain)), "the lease is renewed");

        await node.PublishAsync();
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);
    }

    [Fact]
    public async Task A_bulk_replay_that_one_node_was_asked_for_is_carried_on_by_the_owner_of_its_shard()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        await UntilAsync(async () => (await SharesAsync(one)).SequenceEqual([32, 32]), "the work is divided");
        await one.PublishAsync();
        for (var n = 0; n < 6; n++)
        {
            // Within one millisecond the ids of two nodes say nothing of what came first.
            clock.Advance(TimeSpan.FromMilliseconds(1));
            var replay = await two.Engine.StartReplayAsync(new EventFilter(), null, null, Cancellation);
            await UntilAsync(async () => (await one.Engine.FindReplayAsync(replay.Id, Cancellation))!.State == ReplayState.Done, "the replay is done");
            Assert.Equal((1, 1), ((await one.Engine.FindReplayAsync(replay.Id, Cancellation))!.Done, (await one.Engine.FindReplayAsync(replay.Id, Cancellation))!.Deliveries));
        }
    }

    [Fact]
    public async Task A_pause_on_one_node_is_known_to_all()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        await UntilAsync(async () => (await SharesAsync(one)).SequenceEqual([32, 32]), "the work is divided");
        await one.Engine.PauseAsync("crm", Cancellation);
        await UntilAsync(async () => (await two.Engine.DestinationsAsync(Cancellation))[0].PausedSince is not null, "the other knows of the pause");
        await two.PublishAsync();
        await two.Engine.ResumeAsync("crm", Cancellation);
        await UntilAsync(async () => (await one.Engine.DestinationsAsync(Cancellation))[0].PausedSince is null, "the first knows that it goes on");

        await UntilAsync(() => Task.FromResult(two.Notices.All.Concat(one.Notices.All).Any(notice => notice.Kind == NoticeKinds.DeliveryDelivered)), "it is delivered");
    }

    [Fact]
    public async Task What_is_for_all_nodes_together_is_divided_among_them()
    {
        var slow = new PretendNetwork();
        var answer = new TaskCompletionSource<TransportAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        slow.Answer = _ => answer.Task;
        await using var one = await StartAsync(slow);
        await using var two = await StartAsync(slow);
        await UntilAsync(async () => (await SharesAsync(one)).SequenceEqual([32, 32]), "the work is divided");
        for (var n = 0; n < 40; n++)
        {
            await one.PublishAsync();
            await two.PublishAsync();
        }

        await slow.Requests.UntilAsync(_ => true, 16);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(16, slow.Requests.All.Count); // half of 16 on each
        answer.SetResult(PretendNetwork.Status(200));
    }

    [Fact]
    public async Task A_breaker_that_opens_on_one_node_lets_the_others_look_first()
    {
        var dead = new PretendNetwork { Answer = _ => Task.FromResult(new TransportAnswer { Stage = TransportStage.NotSent, Error = "connection refused" }) };
        await using var one = await StartAsync(dead);
        await using var two = await StartAsync(dead);
        await UntilAsync(async () => (await SharesAsync(one)).SequenceEqual([32, 32]), "the work is divided");
        for (var n = 0; n < 40; n++)
        {
            await one.PublishAsync();
        }

        await UntilAsync(async () => (await two.Engine.DestinationsAsync(Cancellation))[0].Breaker == BreakerState.HalfOpen, "the other looks first");
        var before = dead.Requests.All.Count;
        await two.PublishAsync();
        await UntilAsync(async () => (await two.Engine.DestinationsAsync(Cancellation))[0].Breaker == BreakerState.Open, "one probe was enough");
        Assert.InRange(dead.Requests.All.Count - before, 1, 2);
    }

    private Task<Node> StartAsync(PretendNetwork? network = null) => Node.StartAsync(network: network, store: store.Reopen(), clock: clock);

    private static async Task<IEnumerable<int>> SharesAsync(Node node) =>
        (await node.Engine.NodesAsync(Cancellation)).Select(one => one.Shards);

    /// <summary>Lets time go on in small steps until it is so.</summary>
    private async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Limit, $"waited in vain: {what}");
            clock.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancellation);
        }
    }
}
