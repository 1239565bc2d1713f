using System.Text.Json;
using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Receiving;
using Breakwater.Storage;
using Breakwater.Tests.Running;
using Xunit;

namespace Breakwater.Tests.Calling;

public sealed class CallTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_is_tried_again_with_the_same_key_until_it_is_answered()
    {
        await using var node = await Node.StartAsync();
        node.Network.Answer = request => Task.FromResult(PretendNetwork.Status(request.Attempt < 3 ? 500 : 201));
        var id = await PlaceAsync(node);
        for (var failed = 1; failed < 3; failed++)
        {
            var notice = await node.UntilAsync("delivery.retrying", failed);
            node.MoveTo(notice.NextAttemptAt!.Value);
        }

        var call = await node.Engine.WaitForCallAsync(id, TimeSpan.FromSeconds(30), Cancellation);
        Assert.Equal(DeliveryState.Delivered, call!.Delivery.State);
        Assert.Equal(201, call.Answer!.Status);
        Assert.Equal(3, call.Delivery.Attempts);
        Assert.Equal([id.ToString()], node.Network.Requests.All.Select(request => request.Headers["Idempotency-Key"].Single()).Distinct());
    }

    [Fact]
    public async Task A_call_under_way_at_a_kill_is_made_again_under_its_key()
    {
        var network = new PretendNetwork { Answer = PretendNetwork.HangAsync };
        await using var node = await Node.StartAsync(network: network);
        var id = await PlaceAsync(node, reply: "crm");
        await network.Requests.UntilAsync(_ => true);

        var second = new PretendNetwork();
        await using var next = await node.CrashAsync(network: second);
        await next.UntilAsync("delivery.delivered", 2);
        var call = await next.Engine.FindCallAsync(id, Cancellation);
        Assert.Equal(DeliveryState.Delivered, call!.Delivery.State);
        Assert.Equal(id.ToString(), second.Requests.All[0].Headers["Idempotency-Key"].Single());
    }

    [Fact]
    public async Task The_end_is_told_once_with_the_result()
    {
        await using var node = await Node.StartAsync(Node.To(Node.Destination("crm"), Node.Destination("stripe")));
        node.Network.Answer = request => Task.FromResult(request.Destination.Name == "stripe"
            ? new TransportAnswer { Stage = TransportStage.Answered, Status = 402, Body = "declined"u8.ToArray() }
            : PretendNetwork.Status(200));
        var id = await PlaceAsync(node, "stripe", "crm");
        await node.UntilAsync("delivery.delivered");

        var told = Assert.Single(node.Network.Requests.All, request => request.Destination.Name == "crm");
        Assert.Equal("call.failed", told.Headers["breakwater-event-type"].Single());
        var json = JsonDocument.Parse(told.Body).RootElement;
        Assert.Equal(id.ToString(), json.GetProperty("id").GetString());
        Assert.Equal("dead", json.GetProperty("state").GetString());
        Assert.Equal(402, json.GetProperty("status").GetInt32());
        Assert.Equal("declined", json.GetProperty("body").GetString());
        var events = await node.Engine.Search.EventsAsync(new EventFilter { Type = "call.failed" }, new PageRequest(10, null), Cancellation);
        Assert.Single(events.Items);
    }

    [Fact]
    public async Task A_call_is_retried_and_not_replayed()
    {
        await using var node = await Node.StartAsync();
        var id = await PlaceAsync(node);
        await node.UntilAsync("delivery.delivered");
        foreach (var to in new string[]?[] { null, ["crm"] })
        {
            var result = await node.Engine.ReplayAsync(id.Event, to, Cancellation);
            Assert.Empty(result.Deliveries);
            Assert.Contains("it is a call", result.Refusal!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_wait_ends_with_its_time()
    {
        await using var node = await Node.StartAsync();
        node.Network.Answer = _ => Task.FromResult(PretendNetwork.Status(503));
        var id = await PlaceAsync(node);
        await node.UntilAsync("delivery.retrying");
        var wait = node.Engine.WaitForCallAsync(id, TimeSpan.FromSeconds(2), Cancellation);
        node.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(DeliveryState.Waiting, (await wait)!.Delivery.State);
        Assert.Null(await node.Engine.WaitForCallAsync(default, TimeSpan.FromSeconds(2), Cancellation));
    }

    [Fact]
    public async Task The_start_is_enough_of_an_answer_that_is_not_the_last()
    {
        await using var node = await Node.StartAsync();
        node.Network.Answer = request => Task.FromResult(new TransportAnswer { Stage = TransportStage.Answered, Status = request.Attempt == 1 ? 500 : 200, Body = new byte[100_000] });
        var id = await PlaceAsync(node);
        node.MoveTo((await node.UntilAsync("delivery.retrying")).NextAttemptAt!.Value);
        await node.UntilAsync("delivery.delivered");
        var call = await node.Engine.FindCallAsync(id, Cancellation);
        var detail = await node.DeliveryAsync(call!.Delivery.Id);
        Assert.Equal(Limits.AnswerBytesKept, detail.Attempts[0].ResponseBody.Length);
        Assert.Equal(100_000, call.Answer!.Body.Length);
        Assert.False(call.Answer.Cut);
    }

    private static async Task<CallId> PlaceAsync(Node node, string destination = "crm", string? reply = null) => new(Assert.IsType<Reception.Recorded>(
        await node.Engine.PlaceCallAsync(
            new CallRequest { Destination = destination, Method = "POST", Path = "/v1/charges", Body = "{}"u8.ToArray(), Key = "k", Reply = reply }, Cancellation)).Receipt.Id.Value);
}
