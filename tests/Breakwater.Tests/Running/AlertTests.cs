using System.Text.Json;
using Breakwater.Alerting;
using Breakwater.Configuration;
using Breakwater.Observing;
using Breakwater.Storage;
using Xunit;

namespace Breakwater.Tests.Running;

/// <summary>Breakwater's own events: once for a cause and a period, routed like any other, and about others than themselves.</summary>
public sealed class AlertTests
{
    [Fact]
    public async Task A_dead_letter_becomes_an_event_that_goes_where_its_route_leads()
    {
        await using var node = await StartAsync();
        node.Network.Answer = request => Task.FromResult(PretendNetwork.Status(request.Destination.Name == "crm" ? 410 : 200));

        var id = await node.PublishAsync("k7");
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);

        var request = Assert.Single(node.Network.Requests.All, r => r.Destination.Name == "chat");
        Assert.Equal(["breakwater", "delivery.dead"], [request.Headers["breakwater-source"].Single(), request.Headers["breakwater-event-type"].Single()]);
        var body = JsonDocument.Parse(request.Body).RootElement;
        Assert.Equal(
            ["crm", id.ToString(), "shop", "k7", "1", "n1"],
            new[] { "destination", "eventId", "source", "key", "count", "node" }.Select(name => body.GetProperty(name).ToString()));
        Assert.Contains("410", body.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_storm_of_dead_letters_is_two_alerts_and_not_a_hundred()
    {
        await using var node = await StartAsync();
        node.Network.Answer = request => Task.FromResult(PretendNetwork.Status(request.Destination.Name == "crm" ? 410 : 200));
        await node.PublishAsync();
        await node.UntilAsync(NoticeKinds.AlertRaised);

        for (var number = 0; number < 99; number++)
        {
            await node.PublishAsync($"k{number}");
        }

        await node.UntilAsync(NoticeKinds.DeliveryDead, 100);
        node.Clock.Advance(Period.OfDeaths);
        await MinutesUntilAsync(node, notice => notice.Kind == NoticeKinds.AlertRaised, 2);
        await node.UntilAsync(NoticeKinds.DeliveryDelivered, 2);

        var counts = node.Network.Requests.All.Where(r => r.Destination.Name == "chat").Select(r => JsonDocument.Parse(r.Body).RootElement.GetProperty("count").GetInt64());
        Assert.Equal(100, counts.Sum());
        Assert.Equal(2, node.Notices.All.Count(notice => notice.Kind == NoticeKinds.AlertRaised));
    }

    [Fact]
    public async Task An_alert_that_dies_raises_none_and_a_destination_is_not_told_about_itself()
    {
        await using var node = await StartAsync();
        node.Network.Answer = _ => Task.FromResult(PretendNetwork.Status(410));

        await node.PublishAsync();
        await node.UntilAsync(NoticeKinds.DeliveryDead, 2);
        for (var minute = 0; minute < 30; minute++)
        {
            node.Clock.Advance(Alerts.Every);
        }

        // What an alert about an alert would be is told by now, and before this one.
        await node.PublishAsync("next");
        await node.UntilAsync(NoticeKinds.AlertRaised, 2);
        Assert.All(node.Notices.All.Where(n => n.Kind == NoticeKinds.AlertRaised), n => Assert.Equal("crm", n.Destination));
    }

    [Fact]
    public async Task An_alert_that_no_route_takes_is_a_notice_and_is_not_recorded()
    {
        await using var node = await Node.StartAsync();
        node.Network.Answer = _ => Task.FromResult(PretendNetwork.Status(410));

        var id = await node.PublishAsync();
        var notice = await node.UntilAsync(NoticeKinds.AlertRaised);

        Assert.Equal(("delivery.dead", id), (notice.Type, notice.EventId));
        Assert.Single((await node.Engine.Search.EventsAsync(new Model.EventFilter(), new PageRequest(10, null), TestContext.Current.CancellationToken)).Items);
    }

    [Fact]
    public async Task The_same_alert_of_another_node_or_after_a_restart_is_one_event()
    {
        var node = await StartAsync();
        node.Network.Answer = request => Task.FromResult(PretendNetwork.Status(request.Destination.Name == "crm" ? 410 : 200));
        await node.PublishAsync();
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);

        await using var next = await node.CrashAsync();
        await node.DisposeAsync();
        await next.PublishAsync();
        await next.UntilAsync(NoticeKinds.AlertRaised);
        await next.Notices.UntilAsync(notice => notice is { Kind: NoticeKinds.EventDuplicate, Source: "breakwater" });

        Assert.Single(next.Network.Requests.All, r => r.Destination.Name == "chat");
    }

    [Fact]
    public async Task A_backlog_that_waits_longer_than_it_may_is_told_once_in_a_period()
    {
        await using var node = await StartAsync();
        node.Network.Answer = request => Task.FromResult(PretendNetwork.Status(request.Destination.Name == "crm" ? 503 : 200));
        await node.PublishAsync();
        await node.UntilAsync(NoticeKinds.DeliveryRetrying);

        node.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.DoesNotContain(node.Notices.All, notice => notice.Kind == NoticeKinds.AlertRaised);
        var alert = await MinutesUntilAsync(node, notice => notice.Kind == NoticeKinds.AlertRaised);
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);

        Assert.Equal(("backlog.late", "crm"), (alert.Type, alert.Destination));
        var body = JsonDocument.Parse(Assert.Single(node.Network.Requests.All, r => r.Destination.Name == "chat").Body).RootElement;
        Assert.Equal((1, 3600), (body.GetProperty("count").GetInt32(), body.GetProperty("limitSeconds").GetInt32()));
    }

    [Fact]
    public async Task A_source_that_falls_silent_is_told_once()
    {
        await using var node = await StartAsync();
        for (var hour = 0; hour < 30; hour++)
        {
            await node.PublishAsync();
            await node.UntilAsync(NoticeKinds.DeliveryDelivered, hour + 1);
            node.Clock.Advance(TimeSpan.FromHours(1));
        }

        var alert = await MinutesUntilAsync(node, notice => notice is { Kind: NoticeKinds.AlertRaised, Type: "source.silent" });

        Assert.Equal("shop", alert.Source);
        Assert.Contains("longest pause in the last days was 60 min", alert.Text, StringComparison.Ordinal);
    }

    /// <summary>Lets minutes go by until it happened: the loop that looks each minute sets its timer when it has looked.</summary>
    private static async Task<Notice> MinutesUntilAsync(Node node, Func<Notice, bool> fits, int count = 1)
    {
        for (var minute = 0; minute < 10_000 && node.Notices.All.Count(fits) < count; minute++)
        {
            node.Clock.Advance(Alerts.Every);
            await Task.Yield();
        }

        return await node.Notices.UntilAsync(fits, count);
    }

    private static Task<Node> StartAsync()
    {
        var settings = Node.To(Node.Destination("crm"), Node.Destination("chat"));
        return Node.StartAsync(settings with
        {
            Routes = [new RouteSettings { From = ["shop"], To = ["crm"] }, new RouteSettings { From = ["breakwater"], To = ["chat", "crm"] }],
        });
    }
}
