using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Receiving;
using Breakwater.Storage;
using CsCheck;
using Xunit;

namespace Breakwater.Tests.Running;

/// <summary>Stops, crashes, a store that fails, and configurations that change.</summary>
public sealed class LifetimeTests
{
    [Fact]
    public async Task A_store_that_cannot_settle_pauses_sending_and_repeats_no_attempt()
    {
        await using var node = await Node.StartAsync(Node.To(Node.Destination(concurrency: 1)));
        var answer = new TaskCompletionSource<TransportAnswer>();
        node.Network.Answer = _ => answer.Task;
        await node.PublishAsync("first");
        await node.Network.Requests.UntilAsync(_ => true);
        await node.PublishAsync("second");
        node.Store.Failure = new StoreUnavailableException("the disk is full");
        answer.SetResult(PretendNetwork.Status(200));
        await node.UntilLoggedAsync(LogEvents.SettlingFails);

        Assert.IsType<Reception.Unavailable>(await node.TryPublishAsync("third"));
        var health = await node.Engine.HealthAsync(TestContext.Current.CancellationToken);
        Assert.False(health.Ready);
        node.Store.Failure = null;
        node.Clock.Advance(TimeSpan.FromMinutes(1));
        await node.UntilAsync(NoticeKinds.DeliveryDelivered, 2);

        Assert.All(node.Network.Requests.All.GroupBy(r => r.Delivery), requests => Assert.Single(requests));
        Assert.True((await node.Engine.HealthAsync(TestContext.Current.CancellationToken)).Ready);
    }

    [Fact]
    public async Task An_attempt_that_a_crash_interrupts_is_shown_and_made_again_under_the_same_id()
    {
        await using var killed = await Node.StartAsync();
        killed.Network.Answer = PretendNetwork.HangAsync;
        var id = await killed.PublishAsync();
        await killed.Network.Requests.UntilAsync(_ => true);
        var commits = killed.Store.Commits;
        killed.Clock.Advance(TimeSpan.FromMilliseconds(200));
        while (killed.Store.Commits == commits)
        {
            await Task.Yield(); // the note that the attempt has begun
        }

        await using var node = await killed.CrashAsync(network: new PretendNetwork());
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);

        var (summary, attempts) = await node.DeliveryOfAsync(id);
        Assert.Equal((DeliveryState.Delivered, 2), (summary.Delivery.State, summary.Delivery.Attempts));
        Assert.Equal([(1, Outcome.Ambiguous), (2, Outcome.Success)], attempts.Select(a => (a.Number, a.Outcome)));
        Assert.Equal(id.ToString(), node.Network.Requests.All.Single().WebhookId);
        Assert.Contains(node.Logs.Lines.All, line => line.Id == LogEvents.AttemptsInterrupted);
    }

    [Fact]
    public async Task A_stop_gives_attempts_under_way_their_time_and_settles_them()
    {
        await using var node = await Node.StartAsync();
        var answer = new TaskCompletionSource<TransportAnswer>();
        node.Network.Answer = _ => answer.Task;
        var id = await node.PublishAsync();
        await node.Network.Requests.UntilAsync(_ => true);

        var stopping = node.Engine.StopAsync(TimeSpan.FromSeconds(25));
        Assert.IsType<Reception.Unavailable>(await node.TryPublishAsync());
        Assert.False(stopping.IsCompleted);
        answer.SetResult(PretendNetwork.Status(200));
        await stopping;

        Assert.Equal(DeliveryState.Delivered, (await node.DeliveryOfAsync(id)).Summary.Delivery.State);
        Assert.False((await node.Engine.HealthAsync(TestContext.Current.CancellationToken)).Ready);
    }

    [Fact]
    public async Task A_stop_cuts_off_what_outlives_its_grace_and_settles_it_as_ambiguous()
    {
        await using var node = await Node.StartAsync();
        node.Network.Answer = PretendNetwork.HangAsync;
        var id = await node.PublishAsync();
        await node.Network.Requests.UntilAsync(_ => true);

        await node.Engine.StopAsync(TimeSpan.Zero);

        var (summary, attempts) = await node.DeliveryOfAsync(id);
        Assert.Equal((DeliveryState.Waiting, Outcome.Ambiguous), (summary.Delivery.State, Assert.Single(attempts).Outcome));
    }

    [Fact]
    public async Task What_is_owed_to_a_destination_that_is_gone_waits_and_is_seen()
    {
        await using var killed = await Node.StartAsync();
        killed.Network.Answer = PretendNetwork.HangAsync;
        var id = await killed.PublishAsync();

        await using var node = await killed.CrashAsync(Node.To(Node.Destination("other")), new PretendNetwork());

        var delivery = (await node.DeliveryOfAsync(id)).Summary.Delivery;
        Assert.Equal("its destination, which is not configured", node.Engine.WaitingFor(delivery));
        Assert.Equal(1, (await node.Engine.DestinationsAsync(TestContext.Current.CancellationToken)).Single(d => d.Destination == "crm").Waiting);
        Assert.Empty(await node.Engine.ApplyAsync(Node.To(Node.Destination("other"), Node.Destination()), TestContext.Current.CancellationToken));
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);
    }

    [Fact]
    public async Task A_new_configuration_counts_from_the_next_attempt_on()
    {
        await using var node = await Node.StartAsync();
        node.Network.Answer = request => Task.FromResult(PretendNetwork.Status(request.Destination.Url.Host == "new.example.com" ? 200 : 500));
        await node.PublishAsync();
        var retrying = await node.UntilAsync(NoticeKinds.DeliveryRetrying);

        Assert.Empty(await node.Engine.ApplyAsync(
            Node.To(Node.Destination() with { Url = new Uri("https://new.example.com/") }), TestContext.Current.CancellationToken));
        node.MoveTo(retrying.NextAttemptAt!.Value);

        await node.UntilAsync(NoticeKinds.DeliveryDelivered);
        await node.UntilAsync(NoticeKinds.ConfigurationApplied);
    }

    [Fact]
    public async Task A_destination_that_is_owed_something_goes_only_when_it_is_retired()
    {
        await using var node = await Node.StartAsync();
        node.Network.Answer = request => Task.FromResult(PretendNetwork.Status(request.Attempt == 1 ? 500 : 200));
        await node.PublishAsync();
        var retrying = await node.UntilAsync(NoticeKinds.DeliveryRetrying);

        var refusals = await node.Engine.ApplyAsync(Node.To(Node.Destination("other")), TestContext.Current.CancellationToken);
        Assert.Contains("retired: true", Assert.Single(refusals), StringComparison.Ordinal);
        Assert.True(node.Engine.Settings.Destinations.ContainsKey("crm"));
        Assert.Empty(await node.Engine.ApplyAsync(
            Node.To(Node.Destination("other"), Node.Destination() with { Retired = true }), TestContext.Current.CancellationToken));
        node.MoveTo(retrying.NextAttemptAt!.Value);
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);
        Assert.Empty(await node.Engine.ApplyAsync(Node.To(Node.Destination("other")), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_needs_a_restart_is_refused_whole()
    {
        await using var node = await Node.StartAsync();
        var before = node.Engine.Settings;

        var refusals = await node.Engine.ApplyAsync(
            before with { Listen = new ListenSettings { Ingress = new Uri("http://0.0.0.0:1") }, Store = new StoreSettings { Sqlite = "other.db" } },
            TestContext.Current.CancellationToken);

        Assert.Equal(2, refusals.Count);
        Assert.Same(before, node.Engine.Settings);
        await node.UntilAsync(NoticeKinds.ConfigurationRefused);
    }

    [Fact]
    public async Task An_invalid_file_degrades_and_does_not_stop()
    {
        await using var node = await Node.StartAsync();

        node.Engine.ReportConfiguration("breakwater.yaml:3:1 unknown key");

        var health = await node.Engine.HealthAsync(TestContext.Current.CancellationToken);
        Assert.Equal((true, true), (health.Ready, health.Degraded));
        node.Engine.ReportConfiguration(null);
        Assert.False((await node.Engine.HealthAsync(TestContext.Current.CancellationToken)).Degraded);
    }

    [Fact]
    public Task Crashes_at_any_moment_lose_nothing() => Gen.Int[0, int.MaxValue].SampleAsync(CrashOftenAsync, iter: 20, threads: 1);

    private static async Task CrashOftenAsync(int seed)
    {
        var chance = new Random(seed);
        var network = new PretendNetwork();
        network.Answer = async request =>
        {
            await Task.Yield();
            return PretendNetwork.Status(request.Attempt >= 3 || request.WebhookId[^1] % 3 == 0 ? 200 : 503);
        };
        var nodes = new List<Node> { await Node.StartAsync(Node.To(Node.Destination("a"), Node.Destination("b", concurrency: 2)), network) };
        var accepted = new List<Breakwater.Model.EventId>();
        for (var i = 0; i < 60; i++)
        {
            if (await nodes[^1].TryPublishAsync($"k{i}") is Reception.Recorded recorded)
            {
                accepted.Add(recorded.Receipt.Id);
            }

            nodes[^1].Clock.Advance(TimeSpan.FromMilliseconds(chance.Next(1, 4000)));
            if (chance.Next(10) == 0)
            {
                nodes.Add(await nodes[^1].CrashAsync());
            }
        }

        await DriveToEndAsync(nodes[^1]);
        foreach (var id in accepted)
        {
            var evt = await nodes[^1].Engine.Search.EventAsync(id, TestContext.Current.CancellationToken);
            Assert.Equal(2, evt!.Summary.Deliveries.Count);
            Assert.All(evt.Summary.Deliveries, delivery => Assert.Equal(DeliveryState.Delivered, delivery.State));
        }

        Assert.DoesNotContain(nodes.SelectMany(node => node.Logs.Lines.All), line => line.Text.Contains("this is a bug", StringComparison.Ordinal));
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }
    }

    /// <summary>Moves the clock until nothing is owed any more.</summary>
    private static async Task DriveToEndAsync(Node node)
    {
        for (var round = 0; ; round++)
        {
            var owed = await node.Store.Deliveries.BacklogsAsync(TestContext.Current.CancellationToken);
            if (owed.Count == 0)
            {
                return;
            }

            Assert.True(round < 1_000_000, "deliveries stay owed");
            await Task.Yield();
            node.Clock.Advance(TimeSpan.FromMilliseconds(50));
        }
    }
}
