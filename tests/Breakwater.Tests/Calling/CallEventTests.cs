using Breakwater.Model;
using Xunit;

namespace Breakwater.Tests.Calling;

public sealed class CallEventTests
{
    private static readonly CallId Id = new(new SortableId(1L << 40, 7));

    [Fact]
    public void A_call_comes_back_from_its_event_as_it_was()
    {
        var call = new CallRequest
        {
            Destination = "stripe",
            Method = "POST",
            Path = "/v1?a=b",
            Headers = [new("Accept", "a"), new("X-A", ""), new("Accept", "b")],
            Body = "{}"u8.ToArray(),
            Key = "k",
            IdempotencyKey = "order 7",
            IdempotencyField = "\"order 7\"",
            Reply = "crm",
            TraceParent = "trace",
        };
        var read = CallEvent.Read(CallEvent.Of(call, Id, DateTimeOffset.UnixEpoch, "trace"))!;
        Assert.Equal(call.Headers, read.Headers);
        Assert.Equal(call with { Headers = read.Headers, Body = read.Body }, read);
        Assert.Null(CallEvent.Read(CallEvent.Of(call with { IdempotencyKey = null }, Id, DateTimeOffset.UnixEpoch, null))!.IdempotencyKey);
    }

    [Fact]
    public void An_imported_event_that_says_something_twice_is_read_by_the_first()
    {
        var evt = CallEvent.Of(new CallRequest { Destination = "a", Method = "GET", Path = "/1" }, Id, DateTimeOffset.UnixEpoch, null);
        var twice = evt with { Headers = [.. evt.Headers, new(":path", "/2"), new("X-A", "1")] };
        Assert.Equal("/1", CallEvent.Read(twice)!.Path);
        Assert.Equal("X-A", Assert.Single(CallEvent.Read(twice)!.Headers).Name);
        Assert.False(CallEvent.IsCall(twice with { Source = "shop" }));
    }
}
