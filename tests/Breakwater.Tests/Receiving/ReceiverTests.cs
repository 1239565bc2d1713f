using System.Text;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Receiving;
using Breakwater.Verification;
using Breakwater.Verification.Providers;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Breakwater.Tests.Receiving;

public sealed class ReceiverTests
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Random chance = new(7);

    [Fact]
    public void An_event_is_what_its_source_declares()
    {
        var evt = Accept(Post("""{"id":"e1","type":"order.paid","key":"o7","version":3,"time":"2026-03-01T11:59:58.5Z"}"""));

        Assert.Equal(("e1", "order.paid", "o7", "3"), (evt.IdempotencyId, evt.Type, evt.Key, evt.Version));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 11, 59, 58, 500, TimeSpan.Zero), evt.OccurredAt);
        Assert.Equal(clock.GetUtcNow(), evt.ReceivedAt);
    }

    [Fact]
    public void The_body_is_kept_byte_for_byte()
    {
        byte[] body = [.. "{\"id\":\"e1\", \"x\": \""u8, 0xc3, 0xa9, .. "\\u00e9\"}\r\n\r\n"u8];
        Assert.Equal(body, Accept(Post(body)).Body.ToArray());
    }

    [Fact]
    public void An_unknown_source_is_404() =>
        Assert.Equal((404, "source-unknown"), Refuse(Post("{}") with { Source = "nobody" }));

    [Fact]
    public void A_body_one_byte_over_the_limit_is_413()
    {
        var source = Arranged.Source("shop", new EventIdentity()) with { MaxBody = 10 };
        Assert.IsType<Received.Accepted>(Receive(Post(new byte[10]), source));
        Assert.Equal((413, "body-too-large"), Refuse(Post(new byte[11]), source));
    }

    [Fact]
    public void Nothing_is_parsed_before_the_signature_is_right()
    {
        var source = Arranged.Source("shop", scheme: "hmac-sha256", header: "X-Signature");
        var (status, code) = Refuse(Post("not json") with { Headers = [new Header("X-Signature", "00")] }, source);
        Assert.Equal(401, status);
        Assert.NotEqual("body-unreadable", code);
    }

    [Fact]
    public void Another_method_than_post_is_no_event() =>
        Assert.Equal((405, "method-not-allowed"), Refuse(Post("""{"id":"e1"}""") with { Method = "PUT" }));

    [Fact]
    public void A_handshake_is_answered_and_is_no_event()
    {
        var slack = ProviderCatalog.Find("slack")!;
        var config = new ProviderConfig(new Dictionary<string, IReadOnlyList<string>> { ["secret"] = [Arranged.Secret] });
        var source = Arranged.Source("shop") with { Scheme = slack.Scheme(config), SchemeName = "slack", Identity = slack.Identity, Handshake = slack.Handshake!(config) };
        var arrival = Post("""{"type":"url_verification","challenge":"abc"}""");
        var request = new SignedRequest { Method = "POST", Url = arrival.Url, Headers = [], Body = arrival.Body };
        var headers = source.Scheme.Sign(request, clock.GetUtcNow())!.Select(pair => new Header(pair.Key, pair.Value)).ToList();

        var greeted = Assert.IsType<Received.Greeted>(Receive(arrival with { Headers = headers }, source));
        Assert.Contains("abc", Encoding.UTF8.GetString(greeted.Answer.Body.Span), StringComparison.Ordinal);
        if (source.Handshake!.Signed)
        {
            Assert.Equal(401, Refuse(arrival, source).Status);
        }
    }

    [Theory]
    [InlineData("""{"type":"x"}""", "id-missing")]
    [InlineData("""{"id":""}""", "id-missing")]
    [InlineData("""{"id":null}""", "id-missing")]
    [InlineData("""{"id":{"a":1}}""", "id-missing")]
    [InlineData("""{"id":""", "body-unreadable")]
    [InlineData("", "body-unreadable")]
    [InlineData("<xml/>", "body-unreadable")]
    public void What_is_not_as_declared_is_422(string body, string code)
    {
        var rejected = Assert.IsType<Received.Rejected>(Receive(Post(body)));
        Assert.Equal((422, code), (rejected.Refusal.Status, rejected.Refusal.Code));
        Assert.Contains(code == "id-missing" ? "/id" : "body", rejected.Refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_thousand_levels_of_nesting_are_422() =>
        Assert.Equal((422, "body-unreadable"), Refuse(Post(new string('[', 10_000) + new string(']', 10_000))));

    [Fact]
    public void Invalid_utf8_in_the_id_is_refused_or_kept_apart_and_never_an_exception()
    {
        byte[] first = [.. "{\"id\":\""u8, 0xff, .. "\"}"u8];
        byte[] second = [.. "{\"id\":\""u8, 0xfe, .. "\"}"u8];
        var ids = new[] { first, second }
            .Select(body => Receive(Post(body)))
            .OfType<Received.Accepted>()
            .Select(accepted => accepted.Event.IdempotencyId)
            .ToList();
        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public void A_number_beyond_64_bits_is_an_id_in_all_its_digits()
    {
        Assert.Equal("123456789012345678901234567890", Accept(Post("""{"id":123456789012345678901234567890}""")).IdempotencyId);
        Assert.Equal("123456789012345678901234567891", Accept(Post("""{"id":123456789012345678901234567891}""")).IdempotencyId);
    }

    [Theory]
    [InlineData("id", "id-too-long")]
    [InlineData("type", "type-too-long")]
    [InlineData("key", "key-too-long")]
    [InlineData("version", "version-too-long")]
    public void A_part_of_the_identity_has_a_bound(string part, string code)
    {
        string Body(int length) => part == "id"
            ? $$"""{"id":"{{new string('x', length)}}"}"""
            : $$"""{"id":"e1","{{part}}":"{{new string('x', length)}}"}""";
        Accept(Post(Body(Limits.IdentityLength)));
        Assert.Equal((422, code), Refuse(Post(Body(Limits.IdentityLength + 1))));
    }

    [Fact]
    public void Without_a_declared_id_the_hash_of_the_body_is_the_id()
    {
        var source = Arranged.Source("shop", new EventIdentity());
        var first = Accept(Post("a"), source);
        Assert.Equal(first.IdempotencyId, Accept(Post("a"), source).IdempotencyId);
        Assert.NotEqual(first.IdempotencyId, Accept(Post("b"), source).IdempotencyId);
    }

    [Fact]
    public void Credentials_and_the_connection_s_own_headers_are_not_kept()
    {
        Header[] headers =
        [
            new("Content-Type", "application/json"), new("X-Shop-Domain", "a.example.com"), new("host", "h"), new("COOKIE", "c=1"), new("Authorization", "Bearer t"),
            new("Proxy-Authorization", "p"), new("proxy-anything", "p"), new("Connection", "close, X-Hop , keep-alive"), new("x-hop", "1"), new("Keep-Alive", "5"),
            new("Transfer-Encoding", "chunked"), new("Content-Length", "9"), new("Expect", "100-continue"), new("Upgrade", "h2c"), new("TE", "trailers"), new("Trailer", "X"),
            new("X-Twice", "1"), new("X-Twice", "2"),
        ];
        var evt = Accept(Post("""{"id":"e1"}""") with { Headers = headers });
        Assert.Equal([headers[0], headers[1], headers[^2], headers[^1]], evt.Headers);
    }

    [Fact]
    public void A_header_that_could_break_out_of_its_line_is_not_kept()
    {
        Header[] headers = [new("X-Good", "a\tb é"), new("X-Bad", "a\r\nX-Injected: 1"), new("X-Nul", "a\0b"), new("X Bad Name", "1"), new("X-Line\n", "1"), new("", "1"), new("X-Esc", "\u001b[31m")];
        Assert.Equal([headers[0]], Accept(Post("""{"id":"e1"}""") with { Headers = headers }).Headers);
    }

    [Fact]
    public void A_secret_token_is_not_kept_with_the_event()
    {
        var source = Arranged.Source("shop", scheme: "token", header: "X-Token");
        var evt = Accept(Post("""{"id":"e1"}""") with { Headers = [new Header("x-token", Arranged.Secret), new Header("X-Other", "1")] }, source);
        Assert.Equal([new Header("X-Other", "1")], evt.Headers);
    }

    [Fact]
    public void A_valid_trace_is_joined_with_a_span_of_our_own()
    {
        const string sender = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        var trace = Accept(Post("""{"id":"e1"}""") with { Headers = [new Header("TraceParent", sender)] }).TraceParent!;
        Assert.Equal(sender[..36], trace[..36]);
        Assert.NotEqual(sender[36..52], trace[36..52]);
        Assert.EndsWith("-01", trace, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01")]
    [InlineData("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e473600f067aa0ba902b7-01")]
    [InlineData("")]
    [InlineData("\r\nX: 1")]
    public void An_invalid_trace_is_replaced_by_a_new_one(string sender)
    {
        var trace = Accept(Post("""{"id":"e1"}""") with { Headers = [new Header("traceparent", sender)] }).TraceParent!;
        Assert.Equal(55, trace.Length);
        Assert.DoesNotContain("4bf92f3577b34da6a3ce929d0e0e4736", trace, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_publication_without_an_id_is_new_each_time()
    {
        var publication = new Publication { Source = "shop", Type = "order.paid", Data = "{}"u8.ToArray() };
        var receiver = Receiver(Arranged.Source("shop"));
        var ids = Enumerable.Range(0, 3).Select(_ => Assert.IsType<Received.Accepted>(receiver.Publish(publication)).Event.IdempotencyId).ToList();
        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public void A_publication_is_taken_as_given()
    {
        var publication = new Publication { Source = "shop", Type = "t", Id = "p1", Key = "k", Version = "2", Data = "<x/>"u8.ToArray(), ContentType = "application/xml" };
        var evt = Assert.IsType<Received.Accepted>(Receiver(Arranged.Source("shop")).Publish(publication)).Event;
        Assert.Equal(("p1", "t", "k", "2"), (evt.IdempotencyId, evt.Type, evt.Key, evt.Version));
        Assert.Equal([new Header("Content-Type", "application/xml")], evt.Headers);
        Assert.Equal("<x/>"u8.ToArray(), evt.Body.ToArray());
    }

    [Theory]
    [InlineData("nobody", "p1", 404)]
    [InlineData("shop", "", 422)]
    public void A_publication_that_is_not_right_is_refused(string source, string id, int status)
    {
        var publication = new Publication { Source = source, Type = "t", Id = id, Data = "{}"u8.ToArray() };
        Assert.Equal(status, Assert.IsType<Received.Rejected>(Receiver(Arranged.Source("shop")).Publish(publication)).Refusal.Status);
    }

    private static Arrival Post(string body) => Post(Encoding.UTF8.GetBytes(body));

    private static Arrival Post(byte[] body) => new() { Source = "shop", Method = "POST", Url = "https://in.example.com/in/shop", Headers = [], Body = body };

    private Receiver Receiver(SourceSettings source) => new(Arranged.Settings([source]), clock, new IdSource(clock, chance), chance);

    private Received Receive(Arrival arrival, SourceSettings? source = null) => Receiver(source ?? Arranged.Source("shop")).Receive(arrival);

    private Event Accept(Arrival arrival, SourceSettings? source = null) => Assert.IsType<Received.Accepted>(Receive(arrival, source)).Event;

    private (int Status, string Code) Refuse(Arrival arrival, SourceSettings? source = null)
    {
        var refusal = Assert.IsType<Received.Rejected>(Receive(arrival, source)).Refusal;
        return (refusal.Status, refusal.Code);
    }
}
