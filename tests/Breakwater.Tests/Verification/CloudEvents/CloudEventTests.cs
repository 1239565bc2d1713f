using Breakwater.Verification;
using Breakwater.Verification.Providers;
using Xunit;

namespace Breakwater.Tests.Verification.CloudEvents;

public class CloudEventTests
{
    private static readonly IdentityReader Reader = new(ProviderCatalog.Find("cloudevents")!.Identity);

    [Fact]
    public void A_structured_event_is_read_from_the_body()
    {
        var reading = Reader.Read(Requests.Of(
            """{"specversion":"1.0","id":"1","source":"/a","type":"t","subject":"s","time":"2026-01-01T00:00:00Z","sequence":"7","data":{}}""",
            ("Content-Type", "application/cloudevents+json; charset=utf-8"),
            ("ce-id", "not this one")));
        Assert.Equal(new IdentityReading("/a 1", "t", "s", "7", "2026-01-01T00:00:00Z", null), reading);
    }

    [Fact]
    public void A_binary_event_is_read_from_the_headers_decoded_once_and_its_body_is_not_looked_at()
    {
        var reading = Reader.Read(Requests.Of(
            "\u0000 not JSON",
            ("Content-Type", "application/octet-stream"),
            ("ce-specversion", "1.0"),
            ("ce-id", "1%2525"),
            ("ce-source", "/a"),
            ("ce-type", "\"quoted %E2%82%AC\""),
            ("ce-subject", "Gr%C3%BC%C3%9Fe")));
        Assert.Equal(new IdentityReading("/a 1%25", "quoted €", "Grüße", null, null, null), reading);
    }

    [Fact]
    public void A_batch_is_one_event_known_by_the_hash_of_its_body()
    {
        var request = Requests.Of(
            """[{"specversion":"1.0","id":"1","source":"/a","type":"t"},{"specversion":"1.0","id":"2","source":"/a","type":"u"}]""",
            ("Content-Type", "application/cloudevents-batch+json"));
        var reading = Reader.Read(request);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(request.Body.Span)), reading.Id);
        Assert.Equal(("t", null, null), (reading.Type, reading.Key, reading.Fault));
    }

    [Theory]
    [InlineData("application/json", "{}", "is no CloudEvent")]
    [InlineData("application/cloudevents+xml", "<a/>", "only +json is")]
    [InlineData("application/cloudevents+json", "{", "not valid JSON")]
    public void What_is_no_cloud_event_is_a_fault(string type, string body, string words) =>
        Assert.Contains(words, Reader.Read(Requests.Of(body, ("Content-Type", type))).Fault, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"specversion":"1.0","id":"1","type":"t"}""")]
    [InlineData("""{"specversion":"1.0","source":"/a","type":"t"}""")]
    [InlineData("""{"id":"1","source":"/a","type":"t"}""")]
    [InlineData("""{"specversion":"2.0","id":"1","source":"/a","type":"t"}""")]
    public void Without_what_is_required_there_is_no_id(string body) =>
        Assert.Null(Reader.Read(Requests.Of(body, ("Content-Type", "application/cloudevents+json"))).Id);

    [Fact]
    public void The_token_may_stand_in_the_query_and_never_in_both_places()
    {
        var scheme = Providers.ProviderConfigs.Scheme("cloudevents");
        var query = Requests.Of("{}") with { Url = "/in/x?access_token=a%20token%20of%20this%20test" };
        Assert.True(scheme.Verify(query).Valid);
        Assert.False(scheme.Verify(query.With(("Authorization", "Bearer a token of this test"))).Valid);
        Assert.True(scheme.Verify(Requests.Of("{}", ("Authorization", "bearer a token of this test"))).Valid);
        Assert.False(scheme.Verify(Requests.Of("{}", ("Authorization", "Bearer a token of that test"))).Valid);
    }
}
