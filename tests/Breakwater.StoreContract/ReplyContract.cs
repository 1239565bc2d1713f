using Breakwater.Model;
using Breakwater.Storage;
using Xunit;

namespace Breakwater.StoreContract;

/// <summary>What tells of the end of a call is recorded with that end, or not at all; and a call's answer is kept whole.</summary>
public abstract class ReplyContract : StoreCase
{
    /// <summary>Committed in one go, once, however often the same settlement comes.</summary>
    [Fact]
    public async Task What_tells_of_an_end_is_recorded_with_it_and_once()
    {
        var (call, reply) = (Call("c1"), Samples.Recording("c1/1", "crm"));
        await Store.Events.RecordAsync([call], Cancellation);
        var settlement = Samples.Settlement(call.Deliveries[0].Id, 1, DeliveryState.Delivered) with { Reply = reply };
        await Store.Deliveries.SettleAsync([settlement], [], Cancellation);
        await Store.Deliveries.SettleAsync([settlement], [], Cancellation);
        await CrashAsync();

        var told = await Store.Search.EventAsync(reply.Event.Id, Cancellation);
        Assert.NotNull(told);
        Assert.Equal(0, told.Summary.Duplicates);
        Assert.Equal(reply.Deliveries[0].Id, Assert.Single(told.Summary.Deliveries).Id);
        var due = await Store.Deliveries.FetchDueAsync(
            [new DueRequest { Destination = "crm", Now = Samples.Now.AddDays(1), Limit = 10, LimitBytes = 1_000_000, Held = new HashSet<DeliveryId>() }], Cancellation);
        Assert.Equal(reply.Deliveries[0].Id, Assert.Single(due[0].Items).Delivery.Id);
        Assert.True(Store.LastId >= reply.Deliveries[0].Id.Value.High);
    }

    /// <summary>A person was faster, or another attempt: nothing ended by this settlement.</summary>
    [Fact]
    public async Task A_settlement_that_changes_nothing_tells_of_nothing()
    {
        var (call, reply) = (Call("c1"), Samples.Recording("c1/1", "crm"));
        await Store.Events.RecordAsync([call], Cancellation);
        await Store.Deliveries.CancelAsync(call.Deliveries[0].Id, Samples.Now, Cancellation);
        await Store.Deliveries.SettleAsync([Samples.Settlement(call.Deliveries[0].Id, 1, DeliveryState.Delivered) with { Reply = reply }], [], Cancellation);
        Assert.Null(await Store.Search.EventAsync(reply.Event.Id, Cancellation));
    }

    /// <summary>Beside ordinary ones in one group; a call tried again by hand ends again.</summary>
    [Fact]
    public async Task Each_end_is_told_of()
    {
        var (call, other) = (Call("c1"), Samples.Recording("e2", "mail"));
        await Store.Events.RecordAsync([call, other], Cancellation);
        var id = call.Deliveries[0].Id;
        var first = Samples.Recording("c1/1", "crm");
        await Store.Deliveries.SettleAsync(
            [Samples.Settlement(other.Deliveries[0].Id, 1, DeliveryState.Delivered), Samples.Settlement(id, 1, DeliveryState.Dead) with { Reply = first }], [], Cancellation);
        await Store.Deliveries.RetryAsync(id, Samples.Now, Cancellation);
        var second = Samples.Recording("c1/2", "crm");
        await Store.Deliveries.SettleAsync([Samples.Settlement(id, 2, DeliveryState.Delivered) with { Reply = second }], [], Cancellation);

        foreach (var told in new[] { first, second })
        {
            Assert.NotNull(await Store.Search.EventAsync(told.Event.Id, Cancellation));
        }

        Assert.Equal(DeliveryState.Delivered, (await Store.Search.DeliveryAsync(other.Deliveries[0].Id, Cancellation))!.Summary.Delivery.State);
    }

    /// <summary>A call needs its request line and its answer back as they were.</summary>
    [Fact]
    public async Task The_request_line_and_a_large_answer_stay_as_they_are()
    {
        var call = Call("c1");
        await Store.Events.RecordAsync([call], Cancellation);
        var body = new byte[1024 * 1024];
        new Random(1).NextBytes(body);
        var settlement = Samples.Settlement(call.Deliveries[0].Id, 1, DeliveryState.Dead);
        await Store.Deliveries.SettleAsync([settlement with { Attempt = settlement.Attempt with { ResponseBody = body } }], [], Cancellation);
        await ReopenAsync();

        var kept = await Store.Search.DeliveryAsync(call.Deliveries[0].Id, Cancellation);
        Assert.True(kept!.Attempts[0].ResponseBody.Span.SequenceEqual(body));
        Assert.Equal(call.Event.Headers, (await Store.Search.EventAsync(call.Event.Id, Cancellation))!.Summary.Event.Headers);
    }

    private Storage.Recording Call(string id)
    {
        var evt = Samples.Event(id, "calls", "call.requested") with { Headers = [new(":method", "POST"), new(":authority", "stripe"), new(":path", "/v1?a=b"), new("X-A", "1")] };
        return Samples.Recording(evt, "stripe");
    }
}
