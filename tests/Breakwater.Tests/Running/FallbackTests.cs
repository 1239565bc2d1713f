using System.Collections.Frozen;
using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Receiving;
using Xunit;

namespace Breakwater.Tests.Running;

/// <summary>What takes a destination's place when a delivery to it is given up.</summary>
public sealed class FallbackTests
{
    private static readonly RetrySettings Once = new() { MaxAttempts = 1 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_given_up_goes_to_the_next_and_to_the_one_after_that()
    {
        await using var node = await Node.StartAsync(With(
            Node.Destination("crm", Once) with { Fallback = [To("spare"), To("last")] }, Node.Destination("spare", Once), Node.Destination("last")));
        node.Network.Answer = request => Task.FromResult(PretendNetwork.Status(request.Destination.Name == "last" ? 200 : 500));
        var id = await node.PublishAsync();
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);

        var deliveries = (await node.Engine.Search.EventAsync(id, Cancellation))!.Summary.Deliveries.ToDictionary(delivery => delivery.Destination);
        Assert.Equal((DeliveryState.Dead, DeliveryState.Dead, DeliveryState.Delivered), (deliveries["crm"].State, deliveries["spare"].State, deliveries["last"].State));
        Assert.Equal((FallbackKind.Destination, "spare", deliveries["spare"].Id), (deliveries["crm"].Fallback!.Kind, deliveries["crm"].Fallback!.Destination, deliveries["crm"].Fallback!.Delivery));
        Assert.Equal(new StandIn(deliveries["crm"].Id, "crm", 1), deliveries["last"].InsteadOf);
        Assert.Equal([id.ToString()], node.Network.Requests.All.Select(request => request.WebhookId).Distinct());
        Assert.Contains($"spare takes its place ({deliveries["spare"].Id})", (await node.DeliveryAsync(deliveries["crm"].Id)).Attempts[0].Decision, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_own_fallbacks_follow_where_the_list_is_used_up()
    {
        await using var node = await Node.StartAsync(With(
            Node.Destination("crm", Once) with { Fallback = [To("spare")] }, Node.Destination("spare", Once) with { Fallback = [To("last")] }, Node.Destination("last", Once)));
        node.Network.Answer = _ => Task.FromResult(PretendNetwork.Status(500));
        var id = await node.PublishAsync();
        await node.UntilAsync(NoticeKinds.DeliveryDead, 3);

        Assert.Equal(
            ["crm", "spare", "last"], (await node.Engine.Search.EventAsync(id, Cancellation))!.Summary.Deliveries.Select(delivery => delivery.Destination));
    }

    [Fact]
    public async Task The_primary_is_still_tried_where_it_says_so()
    {
        await using var node = await Node.StartAsync(With(
            Node.Destination("crm", Once) with { Fallback = [To("spare")], KeepTrying = true }, Node.Destination("spare")));
        var up = false;
        node.Network.Answer = request => Task.FromResult(PretendNetwork.Status(request.Destination.Name == "spare" || Volatile.Read(ref up) ? 200 : 500));
        var id = await node.PublishAsync();
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);
        var again = await node.UntilAsync(NoticeKinds.DeliveryRetrying);
        Assert.Contains("(keepTrying)", again.Text, StringComparison.Ordinal);
        node.MoveTo(again.NextAttemptAt!.Value);
        again = await node.UntilAsync(NoticeKinds.DeliveryRetrying, 2);
        Volatile.Write(ref up, true);
        node.MoveTo(again.NextAttemptAt!.Value);
        await node.UntilAsync(NoticeKinds.DeliveryDelivered, 2);

        var deliveries = (await node.Engine.Search.EventAsync(id, Cancellation))!.Summary.Deliveries;
        Assert.Equal(2, deliveries.Count);
        Assert.All(deliveries, delivery => Assert.Equal(DeliveryState.Delivered, delivery.State));
    }

    [Fact]
    public async Task What_goes_in_order_goes_so_to_the_fallback_too()
    {
        var settings = With(Node.Destination("crm", Once) with { Fallback = [To("spare")] }, Node.Destination("spare"));
        settings = settings with { Routes = [settings.Routes[0] with { Order = DeliveryOrder.Key, OnDead = OnDead.Skip }] };
        await using var node = await Node.StartAsync(settings);
        node.Network.Answer = request => Task.FromResult(PretendNetwork.Status(request.Destination.Name == "crm" ? 500 : 200));
        EventId[] ids = [await node.PublishAsync(), await node.PublishAsync(), await node.PublishAsync()];
        await node.UntilAsync(NoticeKinds.DeliveryDelivered, 3);

        Assert.Equal(ids.Select(id => id.ToString()), node.Network.Requests.All.Where(request => request.Destination.Name == "spare").Select(request => request.WebhookId));
    }

    [Fact]
    public async Task A_call_gets_the_last_good_answer_while_it_is_fresh_and_then_the_configured_one()
    {
        var answer = new CallAnswer { Status = 203, Headers = [new Header("X-From", "us")], Body = "{}"u8.ToArray() };
        await using var node = await Node.StartAsync(With(Node.Destination("bank", Once) with
        {
            Fallback = [new FallbackSettings { LastGood = TimeSpan.FromMinutes(10) }, new FallbackSettings { Answer = answer }],
        }));
        node.Network.Answer = _ => Task.FromResult(new TransportAnswer { Stage = TransportStage.Answered, Status = 200, Body = "rate 1.09"u8.ToArray() });
        await CallAsync(node, "/rates/eur");
        node.Network.Answer = _ => Task.FromResult(PretendNetwork.Status(500));

        var good = await CallAsync(node, "/rates/eur");
        Assert.Equal((DeliveryState.Dead, FallbackKind.LastGood, 200), (good.Delivery.State, good.Fallback!.Kind, good.Answer!.Status));
        Assert.Equal("rate 1.09", System.Text.Encoding.UTF8.GetString(good.Answer.Body.Span));

        var other = await CallAsync(node, "/rates/usd");
        Assert.Equal((FallbackKind.Answer, 203), (other.Fallback!.Kind, other.Answer!.Status));

        node.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(FallbackKind.Answer, (await CallAsync(node, "/rates/eur")).Fallback!.Kind);
    }

    [Fact]
    public async Task A_call_goes_to_another_destination_and_ends_with_its_answer()
    {
        await using var node = await Node.StartAsync(With(Node.Destination("bank", Once) with { Fallback = [To("spare")] }, Node.Destination("spare")));
        node.Network.Answer = request => Task.FromResult(PretendNetwork.Status(request.Destination.Name == "spare" ? 201 : 500));

        var call = await CallAsync(node, "/charges");

        Assert.Equal((DeliveryState.Delivered, "spare", 201), (call.Delivery.State, call.Delivery.Destination, call.Answer!.Status));
        Assert.Equal(("spare", "https://spare.example.com/hooks/charges"), (call.Fallback!.Destination, node.Network.Requests.All[^1].Url!.OriginalString));
        Assert.Equal([call.Id.ToString()], node.Network.Requests.All.Select(request => request.Headers["Idempotency-Key"].Single()).Distinct());
    }

    private static FallbackSettings To(string destination) => new() { Destination = destination };

    /// <summary>Events go to the first; the others are there for its fallbacks.</summary>
    private static Settings With(params DestinationSettings[] destinations) =>
        Node.To(destinations[0]) with { Destinations = destinations.ToFrozenDictionary(destination => destination.Name) };

    private static async Task<Call> CallAsync(Node node, string path)
    {
        var placed = await node.Engine.PlaceCallAsync(new CallRequest { Destination = "bank", Method = "GET", Path = path }, Cancellation);
        var id = new CallId(Assert.IsType<Reception.Recorded>(placed).Receipt.Id.Value);
        return (await node.Engine.WaitForCallAsync(id, TimeSpan.FromSeconds(30), Cancellation))!;
    }
}
