using System.Globalization;
using System.Text.Json;
using Breakwater.Alerting;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Storage;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Breakwater.Tests.Running;

/// <summary>
/// Breakwater's own events: once for a cause and a period, routed like any other, and about others than themselves. One thread drives all
/// of it, and time goes on when nothing is left to do.
/// </summary>
public sealed class AlertTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Pump pump = new();
    private readonly FakeTimeProvider time = new(Noon);
    private readonly JumpingClock wall;
    private readonly PretendNetwork network = new() { Answer = request => Task.FromResult(PretendNetwork.Status(request.Destination.Name == "crm" ? 410 : 200)) };

    public AlertTests() => wall = new JumpingClock(time);

    public void Dispose() => pump.Dispose();

    [Fact]
    public async Task A_dead_letter_becomes_an_event_that_goes_where_its_route_leads()
    {
        var node = await StartAsync();

        var id = await PublishAsync(node, "k7");

        var request = Assert.Single(ToChat);
        Assert.Equal(["breakwater", "delivery.dead"], [request.Headers["breakwater-source"].Single(), request.Headers["breakwater-event-type"].Single()]);
        var body = BodyOf(request);
        Assert.Equal(
            ["crm", id.ToString(), "shop", "k7", "1", "n1"],
            new[] { "destination", "eventId", "source", "key", "count", "node" }.Select(name => body.GetProperty(name).ToString()));
        Assert.Contains("410", body.GetProperty("reason").GetString(), StringComparison.Ordinal);
        await EndAsync(node);
    }

    [Fact]
    public async Task A_storm_of_dead_letters_is_two_alerts_and_not_a_hundred()
    {
        var node = await StartAsync();

        for (var number = 0; number < 100; number++)
        {
            await PublishAsync(node, string.Create(CultureInfo.InvariantCulture, $"k{number}"));
        }

        Assert.Single(ToChat);
        Pass(Period.OfDeaths);
        Assert.Equal([1L, 99L], ToChat.Select(request => BodyOf(request).GetProperty("count").GetInt64()));
        Pass(TimeSpan.FromHours(1));
        Assert.Equal(2, Raised(node).Count);
        await EndAsync(node);
    }

    [Fact]
    public async Task A_key_that_is_held_is_told()
    {
        var node = await StartAsync(Node.To(Node.Destination("crm"), Node.Destination("chat")) with
        {
            Routes = [new RouteSettings { From = ["shop"], To = ["crm"], Order = DeliveryOrder.Key }, new RouteSettings { From = ["breakwater"], Types = ["key.held"], To = ["chat"] }],
        });

        var id = await PublishAsync(node, "k7");
        await PublishAsync(node, "k7");

        var body = BodyOf(Assert.Single(ToChat));
        Assert.Equal(["key.held", "crm", "k7", id.ToString()], new[] { "alert", "destination", "key", "eventId" }.Select(name => body.GetProperty(name).GetString()));
        await EndAsync(node);
    }

    [Fact]
    public async Task A_breaker_that_opens_is_told_once_in_a_period()
    {
        var crm = Node.Destination("crm") with { Breaker = new BreakerSettings { Minimum = 2, Open = TimeSpan.FromSeconds(10) } };
        network.Answer = request => Task.FromResult(PretendNetwork.Status(request.Destination.Name == "crm" ? 500 : 200));
        var node = await StartAsync(Node.To(crm, Node.Destination("chat")) with
        {
            Routes = [new RouteSettings { From = ["shop"], To = ["crm"] }, new RouteSettings { From = ["breakwater"], Types = ["breaker.*"], To = ["chat"] }],
        });

        for (var number = 0; number < 5; number++)
        {
            await PublishAsync(node);
        }

        Pass(TimeSpan.FromMinutes(3));
        Assert.Equal(["breaker.opened", "crm"], new[] { "alert", "destination" }.Select(name => BodyOf(Assert.Single(ToChat)).GetProperty(name).GetString()));
        await EndAsync(node);
    }

    [Fact]
    public async Task An_alert_that_dies_raises_none_and_a_destination_is_not_told_about_itself()
    {
        network.Answer = _ => Task.FromResult(PretendNetwork.Status(410));
        var node = await StartAsync();

        await PublishAsync(node);
        Pass(TimeSpan.FromHours(2));

        Assert.Equal("crm", Assert.Single(Raised(node)).Destination);
        Assert.Equal(["crm", "chat"], network.Requests.All.Select(request => request.Destination.Name));
        await EndAsync(node);
    }

    [Fact]
    public async Task An_alert_that_no_route_takes_is_a_notice_and_is_not_recorded()
    {
        var node = await StartAsync(Node.To(Node.Destination()));

        var id = await PublishAsync(node);

        var notice = Assert.Single(Raised(node));
        Assert.Equal(("delivery.dead", id), (notice.Type, notice.EventId));
        var recorded = await pump.Finished(node.Engine.Search.EventsAsync(new EventFilter(), new PageRequest(10, null), TestContext.Current.CancellationToken));
        Assert.Single(recorded.Items);
        await EndAsync(node);
    }

    [Fact]
    public async Task The_same_alert_of_another_node_or_after_a_restart_is_one_event()
    {
        var killed = await StartAsync();
        await PublishAsync(killed);
        var node = await pump.Finished(killed.CrashAsync());

        await PublishAsync(node);

        Assert.Single(Raised(node));
        Assert.Contains(node.Notices.All, notice => notice is { Kind: NoticeKinds.EventDuplicate, Source: "breakwater" });
        Assert.Single(ToChat);
        await EndAsync(node);
    }

    [Fact]
    public async Task A_backlog_that_waits_longer_than_it_may_is_told_once_in_a_period()
    {
        network.Answer = request => Task.FromResult(PretendNetwork.Status(request.Destination.Name == "crm" ? 503 : 200));
        var node = await StartAsync();
        await PublishAsync(node);

        Pass(TimeSpan.FromMinutes(59));
        Assert.Empty(Raised(node));
        Pass(TimeSpan.FromMinutes(2));

        var alert = Assert.Single(Raised(node));
        Assert.Equal(("backlog.late", "crm"), (alert.Type, alert.Destination));
        var body = BodyOf(Assert.Single(ToChat));
        Assert.Equal((1, 3600), (body.GetProperty("count").GetInt32(), body.GetProperty("limitSeconds").GetInt32()));
        Pass(Period.OfBacklogs);
        Assert.Equal(2, Raised(node).Count);
        await EndAsync(node);
    }

    [Fact]
    public async Task A_source_that_falls_silent_is_told_once()
    {
        network.Answer = _ => Task.FromResult(PretendNetwork.Status(200));
        var node = await StartAsync();
        for (var hour = 0; hour < 30; hour++)
        {
            await PublishAsync(node);
            Pass(TimeSpan.FromHours(1));
        }

        Assert.Empty(Raised(node));
        Pass(TimeSpan.FromHours(6));

        var alert = Assert.Single(Raised(node));
        Assert.Equal(("source.silent", "shop"), (alert.Type, alert.Source));
        Assert.Contains("longest pause in the last days was 60 min", alert.Text, StringComparison.Ordinal);
        await EndAsync(node);
    }

    [Fact]
    public async Task An_alert_that_could_not_be_recorded_is_recorded_when_the_store_is_back()
    {
        network.Answer = request => Task.FromResult(PretendNetwork.Status(request.Destination.Name == "crm" ? 503 : 200));
        var node = await StartAsync();
        await PublishAsync(node);
        Pass(TimeSpan.FromMinutes(60));

        node.Store.Failure = new StoreUnavailableException("the disk is full");
        Pass(TimeSpan.FromMinutes(5));
        Assert.Single(Raised(node));
        Assert.Empty(ToChat);
        node.Store.Failure = null;
        Pass(TimeSpan.FromMinutes(2));

        Assert.Single(Raised(node));
        Assert.Single(ToChat);
        await EndAsync(node);
    }

    [Fact]
    public async Task However_far_the_clock_jumps_it_looks_on_each_minute_and_ends_when_it_is_told()
    {
        var node = await StartAsync();
        foreach (var jump in new[] { TimeSpan.FromDays(400), TimeSpan.FromDays(-800), TimeSpan.FromDays(400) })
        {
            wall.Jump(jump);
            Pass(TimeSpan.FromMinutes(2));
        }

        time.Advance(TimeSpan.FromDays(400));
        pump.Drain();
        await PublishAsync(node);

        Assert.Single(Raised(node));
        await EndAsync(node);
        Assert.DoesNotContain(node.Logs.Lines.All, line => line.Id == LogEvents.WorkerBroke);
    }

    private IReadOnlyList<PretendNetwork.Request> ToChat => [.. network.Requests.All.Where(request => request.Destination.Name == "chat")];

    private static IReadOnlyList<Notice> Raised(Node node) => [.. node.Notices.All.Where(notice => notice.Kind == NoticeKinds.AlertRaised)];

    private static JsonElement BodyOf(PretendNetwork.Request request) => JsonDocument.Parse(request.Body).RootElement;

    private Task<Node> StartAsync() => StartAsync(Node.To(Node.Destination("crm"), Node.Destination("chat")) with
    {
        Routes = [new RouteSettings { From = ["shop"], To = ["crm"] }, new RouteSettings { From = ["breakwater"], To = ["chat", "crm"] }],
    });

    private Task<Node> StartAsync(Settings settings) => pump.Finished(Node.StartAsync(settings, network, clock: time, wall: wall));

    private async Task<Model.EventId> PublishAsync(Node node, string key = "k")
    {
        var id = await pump.Finished(node.PublishAsync(key));
        pump.Drain();
        return id;
    }

    /// <summary>Minute by minute.</summary>
    private void Pass(TimeSpan length)
    {
        pump.Drain();
        for (var passed = TimeSpan.Zero; passed < length; passed += TimeSpan.FromMinutes(1))
        {
            time.Advance(TimeSpan.FromMinutes(1));
            pump.Drain();
        }
    }

    private Task EndAsync(Node node) => pump.Ended(node.DisposeAsync().AsTask());
}
