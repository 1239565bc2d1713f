using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Breakwater.Configuration;
using Breakwater.Judging;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Receiving;
using Breakwater.Running;
using Breakwater.Storage;
using Breakwater.Verification;
using Xunit;

namespace Breakwater.Tests.Running;

/// <summary>A shop, a payment platform and a CRM know one order: its events come early, twice, late and never, and the end is right everywhere.</summary>
public sealed class EntityTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payment_before_its_order_and_twice_and_a_webhook_that_never_comes_end_right_on_all_platforms()
    {
        await using var node = await Node.StartAsync(Settings(EntityTimeout.Apply));
        await SayAsync(node, "stripe", "payment_intent.succeeded", """{"data":{"object":{"metadata":{"order_id":"42"}}}}""", id: "pi_1");
        await SayAsync(node, "stripe", "payment_intent.succeeded", """{"data":{"object":{"metadata":{"order_id":"42"}}}}""", id: "pi_1");
        Assert.Empty(node.Network.Requests.All);

        await SayAsync(node, "shop", "orders/create", """{"id":42,"updated_at":"2026-03-01T12:00:00Z"}""");
        await node.UntilAsync(NoticeKinds.DeliveryDelivered, 6);
        Assert.Equal("paid", (await FindAsync(node))!.Entity.State);

        // The CRM's confirmation never comes; the parcel is on its way.
        await SayAsync(node, "shop", "orders/fulfilled", """{"id":42,"updated_at":"2026-03-02T12:00:00Z"}""");
        Assert.Equal(EntityVerdict.Early, (await FindAsync(node))!.History[^1].Verdict);
        node.Clock.Advance(TimeSpan.FromMinutes(15) + EntityPatience.Every);
        await node.UntilAsync(NoticeKinds.DeliveryDelivered, 9);

        var order = (await FindAsync(node))!;
        Assert.Equal(("shipped", 3L, 0), (order.Entity.State, order.Entity.Applied, order.Entity.Early));
        Assert.Equal("applied after 00:15:05: confirmed did not come", order.History[^1].Why);
        foreach (var standing in Standing.Of(order.History, order.Deliveries))
        {
            Assert.Equal((Stand.InSync, "shipped"), (standing.Stand, standing.Has));
            Assert.Equal(["orders/create", "payment_intent.succeeded", "orders/fulfilled"], Sent(node, standing.Destination));
        }

        // What comes after all is history, and goes nowhere.
        await SayAsync(node, "crm", "deal.confirmed", """{"deal":{"order":"42"}}""");
        order = (await FindAsync(node))!;
        Assert.Equal((EntityVerdict.Stale, "shipped"), (order.History[^1].Verdict, order.Entity.State));
        Assert.Equal(9, node.Network.Requests.All.Count);
    }

    [Fact]
    public async Task Whatever_order_and_however_often_events_come_each_platform_sees_what_was_applied_in_that_order()
    {
        await using var node = await Node.StartAsync(Settings());
        var said = new List<(string Source, string Type, string Body, string Id)>();
        for (var n = 0; n < 12; n++)
        {
            said.Add(("shop", "orders/create", $$"""{"id":{{n}}}""", $"a{n}"));
            said.Add(("stripe", "payment_intent.succeeded", $$$$$"""{"data":{"object":{"metadata":{"order_id":"{{{{{n}}}}}"}}}}""", $"b{n}"));
            said.Add(("crm", "deal.confirmed", $$$"""{"deal":{"order":{{{n}}}}}""", $"c{n}"));
            said.Add(("shop", "orders/fulfilled", $$"""{"id":{{n}}}""", $"d{n}"));
        }

        var shuffled = said.Concat(said.Where((_, n) => n % 3 == 0)).ToArray();
        new Random(5).Shuffle(shuffled);
        await Task.WhenAll(shuffled.Select(one => SayAsync(node, one.Source, one.Type, one.Body, one.Id)));
        await node.UntilAsync(NoticeKinds.DeliveryDelivered, 12 * 4 * 3);

        for (var n = 0; n < 12; n++)
        {
            var order = (await FindAsync(node, n.ToString(CultureInfo.InvariantCulture)))!;
            Assert.Equal("shipped", order.Entity.State);
            string[] course = ["orders/create", "payment_intent.succeeded", "deal.confirmed", "orders/fulfilled"];
            var ids = order.History.OrderBy(evt => evt.Turn).Select(evt => evt.EventId.ToString()).ToList();
            foreach (var destination in new[] { "shop-api", "stripe-api", "crm-api" })
            {
                Assert.Equal(ids, node.Network.Requests.All.Where(request => request.Destination.Name == destination && ids.Contains(request.WebhookId)).Select(request => request.WebhookId));
            }

            Assert.Equal(course, order.History.OrderBy(evt => evt.Turn).Select(evt => evt.Type));
        }
    }

    [Fact]
    public async Task A_destination_that_fails_is_behind_and_says_since_when_and_why()
    {
        await using var node = await Node.StartAsync(Settings());
        node.Network.Answer = request => Task.FromResult(PretendNetwork.Status(request.Destination.Name == "crm-api" ? 500 : 200));
        await SayAsync(node, "shop", "orders/create", """{"id":42}""");
        await SayAsync(node, "stripe", "payment_intent.succeeded", """{"data":{"object":{"metadata":{"order_id":"42"}}}}""");
        await node.UntilAsync(NoticeKinds.DeliveryDelivered, 4);
        await node.UntilAsync(NoticeKinds.DeliveryRetrying);

        var order = (await FindAsync(node))!;
        var standings = Standing.Of(order.History, order.Deliveries).ToDictionary(standing => standing.Destination);
        Assert.Equal((Stand.InSync, "paid"), (standings["shop-api"].Stand, standings["shop-api"].Has));
        Assert.Equal((Stand.Behind, null, Life), (standings["crm-api"].Stand, standings["crm-api"].Has, standings["crm-api"].Since));
        Assert.Contains("500", standings["crm-api"].Delivery.LastError, StringComparison.Ordinal);
        Assert.StartsWith("the time of its next attempt", node.Engine.WaitingFor(standings["crm-api"].Delivery), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_in_an_entity_is_delivered_after_a_restart()
    {
        var node = await Node.StartAsync(Settings());
        await SayAsync(node, "stripe", "payment_intent.succeeded", """{"data":{"object":{"metadata":{"order_id":"42"}}}}""");
        await using var next = await node.CrashAsync();
        await node.DisposeAsync();
        await SayAsync(next, "shop", "orders/create", """{"id":42}""");
        await next.UntilAsync(NoticeKinds.DeliveryDelivered, 6);
        Assert.Equal(["orders/create", "payment_intent.succeeded"], Sent(next, "crm-api"));
    }

    [Fact]
    public async Task A_replay_goes_to_its_place_and_old_news_or_what_was_not_applied_only_by_force()
    {
        await using var node = await Node.StartAsync(Settings());
        await SayAsync(node, "shop", "orders/create", """{"id":42}""");
        await SayAsync(node, "stripe", "payment_intent.succeeded", """{"data":{"object":{"metadata":{"order_id":"42"}}}}""");
        await SayAsync(node, "shop", "orders/fulfilled", """{"id":42}""");
        await node.UntilAsync(NoticeKinds.DeliveryDelivered, 6);
        var ids = (await FindAsync(node))!.History.Select(evt => evt.EventId).ToList();

        var old = await node.Engine.ReplayAsync(ids[0], null, force: false, Cancellation);
        Assert.Equal([DeliveryState.Stale, DeliveryState.Stale, DeliveryState.Stale], old.Deliveries.Select(delivery => delivery.State));
        Assert.Equal(DeliveryState.Stale, Assert.Single((await node.Engine.ReplayAsync(ids[0], ["crm-api"], force: false, Cancellation)).Deliveries).State);
        var early = await node.Engine.ReplayAsync(ids[2], ["crm-api"], force: false, Cancellation);
        Assert.Equal("its entity has not applied this event: only by force it is sent again", early.Refusal);

        await node.Engine.ReplayAsync(ids[1], null, force: false, Cancellation);
        await node.UntilAsync(NoticeKinds.DeliveryDelivered, 9);
        await node.Engine.ReplayAsync(ids[0], ["crm-api"], force: true, Cancellation);
        await node.UntilAsync(NoticeKinds.DeliveryDelivered, 10);
        Assert.Equal("orders/create", Sent(node, "crm-api").Last());
    }

    [Fact]
    public async Task An_event_without_the_key_is_of_no_entity_and_one_of_another_type_goes_nowhere()
    {
        await using var node = await Node.StartAsync(Settings());
        await SayAsync(node, "shop", "orders/create", """{"no":1}""");
        await SayAsync(node, "shop", "orders/other", """{"id":42}""");
        Assert.Null(await FindAsync(node));
        Assert.Empty(node.Network.Requests.All);
    }

    [Fact]
    public async Task Where_an_entitys_order_leads_no_other_route_does()
    {
        var settings = Settings();
        settings = settings with { Routes = [.. settings.Routes, new RouteSettings { From = ["shop"], To = ["crm-api"] }] };
        await using var node = await Node.StartAsync(settings);
        await SayAsync(node, "shop", "orders/create", """{"id":42}""");
        await SayAsync(node, "shop", "orders/other", """{"id":42}""");
        await node.UntilAsync(NoticeKinds.DeliveryDelivered, 4);
        Assert.Equal(2, node.Network.Requests.All.Count(request => request.Destination.Name == "crm-api"));
    }

    private static DateTimeOffset Life { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static Task<EntityDetail?> FindAsync(Node node, string key = "42") => node.Engine.Entities.FindAsync("order", key, Cancellation);

    private static IEnumerable<string> Sent(Node node, string destination) => node.Network.Requests.All
        .Where(request => request.Destination.Name == destination)
        .Select(request => request.Headers["breakwater-event-type"].Single());

    private static async Task SayAsync(Node node, string source, string type, string body, string? id = null)
    {
        var publication = new Publication { Source = source, Type = type, Id = id, Data = Encoding.UTF8.GetBytes(body) };
        Assert.IsType<Reception.Recorded>(await node.Engine.PublishAsync(publication, Cancellation));
    }

    private static Settings Settings(EntityTimeout onTimeout = EntityTimeout.Flag)
    {
        string[] sources = ["shop", "stripe", "crm"];
        return Arranged.Settings(sources.Select(name => Arranged.Source(name))) with
        {
            Destinations = sources.Select(name => Node.Destination(name + "-api")).ToFrozenDictionary(destination => destination.Name),
            Routes = [new RouteSettings { From = sources, To = [.. sources.Select(name => name + "-api")], Entity = "order" }],
            Entities = new[]
            {
                new EntitySettings
                {
                    Name = "order",
                    Initial = "created",
                    Transitions = new Dictionary<string, IReadOnlyList<string>>
                    {
                        ["created"] = ["paid", "cancelled"],
                        ["paid"] = ["confirmed", "refunded"],
                        ["confirmed"] = ["shipped"],
                    }.ToFrozenDictionary(),
                    OnTimeout = onTimeout,
                    Events =
                    [
                        Line("shop", "orders/create", "/id", "created"),
                        Line("stripe", "payment_intent.*", "/data/object/metadata/order_id", "paid"),
                        Line("crm", "deal.confirmed", "/deal/order", "confirmed"),
                        Line("shop", "orders/fulfilled", "/id", "shipped"),
                    ],
                },
            }.ToFrozenDictionary(entity => entity.Name),
        };
    }

    private static EntityEventSettings Line(string source, string type, string key, string state) => new()
    {
        From = [source],
        Types = [type],
        Key = [Arranged.Select(SelectorKind.Pointer, key)],
        State = state,
    };
}
