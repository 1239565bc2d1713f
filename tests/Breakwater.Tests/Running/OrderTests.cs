using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Receiving;
using Breakwater.Simulation.InMemory;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Breakwater.Tests.Running;

/// <summary>Order and versions from the publication to the last attempt: rows 72, 86, 88 and 89.</summary>
public sealed class OrderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_poison_event_holds_its_own_key_and_no_other_and_says_what_holds_it()
    {
        await using var node = await StartAsync(DeliveryOrder.Key, maxAttempts: 2);
        node.Network.Answer = request => Task.FromResult(PretendNetwork.Status(Data(request) == "poison" ? 500 : 200));
        var poison = await PublishAsync(node, "k", data: "poison");
        var after = await PublishAsync(node, "k");
        for (var i = 0; i < 20; i++)
        {
            await PublishAsync(node, $"other-{i}");
        }

        await node.UntilAsync(NoticeKinds.DeliveryDelivered, 20);
        await node.UntilAsync(NoticeKinds.DeliveryRetrying);
        var held = (await node.DeliveryOfAsync(after)).Summary.Delivery;
        var holder = (await node.DeliveryOfAsync(poison)).Summary.Delivery;
        Assert.StartsWith($"{holder.Id}, which is of the same key and tried again at", node.Engine.WaitingFor(held), StringComparison.Ordinal);
        node.MoveTo((await node.UntilAsync(NoticeKinds.DeliveryRetrying)).NextAttemptAt!.Value);
        await node.UntilAsync(NoticeKinds.DeliveryDead);
        held = (await node.DeliveryOfAsync(after)).Summary.Delivery;
        Assert.Equal($"{holder.Id}, which is of the same key and dead: retry it, cancel it or replay its event", node.Engine.WaitingFor(held));
        Assert.Equal(2, (await node.DeliveryOfAsync(poison)).Attempts.Count);

        await node.Engine.CancelAsync(holder.Id, Cancellation);
        await node.UntilAsync(NoticeKinds.DeliveryDelivered, 21);
        Assert.Equal(DeliveryState.Delivered, (await node.DeliveryOfAsync(after)).Summary.Delivery.State);
    }

    [Fact]
    public async Task With_skip_the_later_events_of_a_dead_letters_key_go_on()
    {
        await using var node = await StartAsync(DeliveryOrder.Key, OnDead.Skip, maxAttempts: 1);
        node.Network.Answer = request => Task.FromResult(PretendNetwork.Status(Data(request) == "poison" ? 500 : 200));
        await PublishAsync(node, "k", data: "poison");
        await PublishAsync(node, "k");
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);
    }

    [Fact]
    public async Task The_events_of_a_key_are_sent_one_at_a_time_and_in_order()
    {
        const int Keys = 20, Each = 15;
        await using var node = await StartAsync(DeliveryOrder.Key);
        var gate = new Lock();
        var underWay = new HashSet<string>();
        var arrived = new Dictionary<string, List<int>>();
        var overlaps = 0;
        node.Network.Answer = async request =>
        {
            var parts = Data(request).Split('/');
            lock (gate)
            {
                overlaps += underWay.Add(parts[0]) ? 0 : 1;
            }

            await Task.Yield();
            lock (gate)
            {
                underWay.Remove(parts[0]);
                arrived.TryAdd(parts[0], []);
                arrived[parts[0]].Add(int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
            }

            return PretendNetwork.Status(200);
        };
        for (var n = 0; n < Each; n++)
        {
            for (var key = 0; key < Keys; key++)
            {
                await PublishAsync(node, $"k{key}", data: $"k{key}/{n}");
            }
        }

        await node.UntilAsync(NoticeKinds.DeliveryDelivered, Keys * Each);
        Assert.Equal(0, overlaps);
        Assert.All(arrived.Values, numbers => Assert.Equal(Enumerable.Range(0, Each), numbers));
    }

    [Fact]
    public async Task A_cancelled_attempt_that_is_still_under_way_keeps_the_next_of_its_key_waiting()
    {
        await using var node = await StartAsync(DeliveryOrder.Key);
        var answer = new TaskCompletionSource<TransportAnswer>();
        node.Network.Answer = request => Data(request) == "slow" ? answer.Task : Task.FromResult(PretendNetwork.Status(200));
        var slow = await PublishAsync(node, "k", data: "slow");
        await node.Network.Requests.UntilAsync(_ => true);
        await PublishAsync(node, "k", data: "next");
        await node.Engine.CancelAsync((await node.DeliveryOfAsync(slow)).Summary.Delivery.Id, Cancellation);
        await PublishAsync(node, "other");
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);

        Assert.DoesNotContain(node.Network.Requests.All, request => Data(request) == "next");
        answer.SetResult(PretendNetwork.Status(200));
        await node.UntilAsync(NoticeKinds.DeliveryDelivered, 2);
        Assert.Contains(node.Network.Requests.All, request => Data(request) == "next");
    }

    [Fact]
    public async Task Old_news_is_recorded_and_not_sent_and_its_replay_only_by_force()
    {
        await using var node = await StartAsync(DeliveryOrder.Latest);
        await PublishAsync(node, "k", "5");
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);
        var old = await PublishAsync(node, "k", "4");
        Assert.Equal(DeliveryState.Stale, (await node.DeliveryOfAsync(old)).Summary.Delivery.State);

        var replayed = await node.Engine.ReplayAsync(old, to: ["crm"], Cancellation);
        Assert.Equal(DeliveryState.Stale, Assert.Single(replayed.Deliveries).State);
        Assert.Single(node.Network.Requests.All);
        var forced = await node.Engine.ReplayAsync(old, to: null, force: true, Cancellation);
        Assert.Equal(DeliveryState.Waiting, Assert.Single(forced.Deliveries).State);
        await node.UntilAsync(NoticeKinds.DeliveryDelivered, 2);
    }

    [Fact]
    public async Task What_waits_in_order_goes_on_in_order_after_a_crash()
    {
        var node = await StartAsync(DeliveryOrder.Key);
        node.Network.Answer = PretendNetwork.HangAsync;
        for (var n = 0; n < 5; n++)
        {
            await PublishAsync(node, "k", data: $"{n}");
        }

        var network = new PretendNetwork();
        await using var next = await node.CrashAsync(network: network);
        await node.DisposeAsync();
        await next.UntilAsync(NoticeKinds.DeliveryDelivered, 5);
        Assert.Equal(["0", "1", "2", "3", "4"], network.Requests.All.Select(Data));
    }

    [Fact]
    public async Task An_event_without_a_key_goes_without_order()
    {
        await using var node = await StartAsync(DeliveryOrder.Key, maxAttempts: 1);
        node.Network.Answer = request => Task.FromResult(PretendNetwork.Status(Data(request) == "poison" ? 500 : 200));
        await PublishAsync(node, null, data: "poison");
        await node.UntilAsync(NoticeKinds.DeliveryDead);
        await PublishAsync(node, null);
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);
    }

    [Fact]
    public async Task A_bulk_replay_sends_the_newest_of_a_key_again_and_nothing_older()
    {
        await using var node = await StartAsync(DeliveryOrder.Key);
        for (var n = 1; n <= 3; n++)
        {
            await PublishAsync(node, "k", $"{n}");
            await node.UntilAsync(NoticeKinds.DeliveryDelivered, n);
        }

        node.Clock.Advance(TimeSpan.FromSeconds(1));
        var replay = await node.Engine.StartReplayAsync(new EventFilter(), null, null, Cancellation);
        await node.UntilAsync(NoticeKinds.DeliveryDelivered, 4);
        await node.Notices.UntilAsync(notice => notice.Kind == NoticeKinds.ReplayProgress && notice.Text!.StartsWith("done", StringComparison.Ordinal));
        Assert.Equal(3, (await node.Engine.FindReplayAsync(replay.Id, Cancellation))!.Deliveries);
        Assert.Equal("3", node.Network.Requests.All[^1].Headers["breakwater-version"].Single());
        Assert.Equal(4, node.Network.Requests.All.Count);
    }

    [Fact]
    public async Task Of_two_nodes_the_owner_of_a_key_sends_it_whoever_records_it()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using var store = new InMemoryStore(clock);
        await using var one = await Node.StartAsync(Settings(DeliveryOrder.Key, OnDead.Hold, 12), store: store.Reopen(), clock: clock);
        await using var two = await Node.StartAsync(Settings(DeliveryOrder.Key, OnDead.Hold, 12), store: store.Reopen(), clock: clock);
        for (var turns = 0; !(await one.Engine.NodesAsync(Cancellation)).Select(node => node.Shards).SequenceEqual([32, 32]); turns++)
        {
            Assert.True(turns < 10_000, "the work is not divided");
            clock.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancellation);
        }

        for (var n = 0; n < 40; n++)
        {
            // Within one millisecond the ids of two nodes say nothing of what came first.
            clock.Advance(TimeSpan.FromMilliseconds(1));
            await PublishAsync(n % 2 == 0 ? one : two, $"k{n % 5}", data: $"{n}");
        }

        await store.Reopen().ProbeAsync(Cancellation);
        await Task.WhenAll(
            one.Notices.UntilAsync(notice => notice.Kind == NoticeKinds.DeliveryDelivered),
            two.Notices.UntilAsync(notice => notice.Kind == NoticeKinds.DeliveryDelivered));
        for (var turns = 0; one.Network.Requests.All.Count + two.Network.Requests.All.Count < 40; turns++)
        {
            Assert.True(turns < 10_000, "not everything is sent");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancellation);
        }

        for (var key = 0; key < 5; key++)
        {
            var at = new[] { one, two }.Select(node => node.Network.Requests.All.Select(Data).Where(data => int.Parse(data, System.Globalization.CultureInfo.InvariantCulture) % 5 == key).ToList()).ToList();
            Assert.Single(at, sent => sent.Count > 0);
            Assert.Equal(Enumerable.Range(0, 8).Select(n => $"{(n * 5) + key}"), at.Single(sent => sent.Count > 0));
        }
    }

    private static Task<Node> StartAsync(DeliveryOrder order, OnDead onDead = OnDead.Hold, int maxAttempts = 12) =>
        Node.StartAsync(Settings(order, onDead, maxAttempts));

    private static Settings Settings(DeliveryOrder order, OnDead onDead, int maxAttempts)
    {
        var settings = Node.To(Node.Destination(retry: new RetrySettings { MaxAttempts = maxAttempts }));
        return settings with { Routes = [settings.Routes[0] with { Order = order, OnDead = onDead }] };
    }

    private static async Task<EventId> PublishAsync(Node node, string? key, string? version = null, string data = "ok")
    {
        var reception = await node.Engine.PublishAsync(
            new Publication
            {
                Source = "shop",
                Type = "order.paid",
                Key = key,
                Version = version,
                Data = System.Text.Encoding.UTF8.GetBytes($"\"{data}\""),
            },
            Cancellation);
        return Assert.IsType<Reception.Recorded>(reception).Receipt.Id;
    }

    private static string Data(PretendNetwork.Request request) => System.Text.Encoding.UTF8.GetString(request.Body.Span).Trim('"');
}
