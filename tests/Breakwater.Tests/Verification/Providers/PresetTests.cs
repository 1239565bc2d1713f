using System.Text;
using System.Text.Json;
using Breakwater.Verification;
using Breakwater.Verification.Providers;
using Breakwater.Verification.Samples;
using Xunit;

namespace Breakwater.Tests.Verification.Providers;

public class PresetTests
{
    /// <summary>Their id is put together from several parts, is a hash, or is given by the receiver.</summary>
    private static readonly string[] IdElsewhere =
        ["adyen", "cloudevents", "discord", "docusign", "dropbox", "http-message-signatures", "hubspot", "plaid", "xero", "zoom"];

    private static readonly string[] TimeNowhere = ["dropbox", "http-message-signatures", "microsoft-graph", "plaid"];

    public static TheoryData<string> Providers => [.. ProviderCatalog.All.Select(provider => provider.Name)];

    [Theory]
    [MemberData(nameof(Providers))]
    public void A_sample_is_identified_as_it_was_asked_for(string name)
    {
        var provider = ProviderCatalog.Find(name)!;
        var values = new SampleValues { Id = "id-1 \"quoted\"", Type = "thing.happened", Key = "4711", Moment = Requests.Now };
        var request = SampleRequest.Make(provider.Sample, values, ProviderConfigs.Url, new Random(1));
        var reading = new IdentityReader(provider.Identity).Read(request);
        if (name != "twilio")
        {
            using var body = JsonDocument.Parse(request.Body);
        }

        Assert.Null(reading.Fault);
        Assert.Equal(IdElsewhere.Contains(name) ? reading.Id : values.Id, reading.Id);
        Assert.Equal(name switch { "dropbox" => "list_folder", "http-message-signatures" => null, _ => values.Type }, reading.Type);
        Assert.StartsWith(name == "http-message-signatures" ? "" : "4711", reading.Key ?? "", StringComparison.Ordinal);
        Assert.Equal(TimeNowhere.Contains(name), reading.Time is null);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Samples_differ_in_their_ids_and_a_seed_repeats_them(string name)
    {
        var provider = ProviderCatalog.Find(name)!;
        var chance = new Random(1);
        if (name is "dropbox" or "plaid")
        {
            // Dropbox's id comes from the receiver, Plaid's from its signature.
            return;
        }

        var ids = Enumerable.Range(0, 100).Select(_ => Id(provider, chance)).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Equal(ids[0], Id(provider, new Random(1)));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Without_a_secret_a_provider_says_what_it_needs(string name)
    {
        if (name == "cloudevents")
        {
            // Its greeting needs nothing; its events are refused without a token.
            Assert.False(ProviderConfigs.Scheme(name).Verify(Requests.Of("{}")).Valid);
            return;
        }

        var fault = Assert.Throws<ProviderConfigException>(() => ProviderCatalog.Find(name)!.Scheme(new ProviderConfig(new Dictionary<string, IReadOnlyList<string>>())));
        Assert.Contains(fault.ValueName, ProviderCatalog.Find(name)!.Values.Select(value => value.Name));
    }

    [Fact]
    public void Slacks_challenge_is_echoed_and_nothing_else_is()
    {
        Assert.Equal("c/1+8", Answer("""{"type":"url_verification","challenge":"c\/1+8"}""")?.Text);
        Assert.Equal(200, Answer("""{"type":"url_verification","challenge":"x"}""")?.Status);
        Assert.Equal(400, Answer($$"""{"type":"url_verification","challenge":"{{new string('x', 1025)}}"}""")?.Status);
        Assert.Equal(400, Answer("""{"type":"url_verification"}""")?.Status);
        Assert.All(["", "[", "{}", """{"type":"event_callback","challenge":"x"}""", """{"type":["url_verification"],"challenge":"x"}"""], body => Assert.Null(Answer(body)));
        Assert.True(Slack.Signed);
    }

    [Fact]
    public void Shopify_prefers_the_id_of_the_event_to_the_one_of_the_delivery()
    {
        var reader = new IdentityReader(ProviderCatalog.Find("shopify")!.Identity);
        Assert.Equal("event", reader.Read(Requests.Of("{}", ("X-Shopify-Webhook-Id", "delivery"), ("X-Shopify-Event-Id", "event"))).Id);
        Assert.Equal("delivery", reader.Read(Requests.Of("{}", ("X-Shopify-Webhook-Id", "delivery"))).Id);
        Assert.Equal("event", reader.Read(Requests.Of("{}", ("Shopify-Event-Id", "event"))).Id);
    }

    [Fact]
    public void A_sender_without_a_preset_gets_a_sample_that_its_identity_reads()
    {
        var identity = new EventIdentity
        {
            Id = [new Selector([new(SelectorKind.Query, "event id")])],
            Type = [new Selector([new(SelectorKind.Header, "X-Type")])],
            Key = [new Selector([new(SelectorKind.Pointer, "/order/a~1b/0")])],
            Version = [new Selector([new(SelectorKind.Pointer, "/order/revision")])],
        };
        var values = new SampleValues { Id = "1&2", Type = "t", Key = "k", Moment = Requests.Now };
        var request = SampleRequest.Make(IdentitySample.Of(identity), values, "/in/x" + IdentitySample.Query(identity), new Random(1));
        Assert.Equal(new IdentityReading("1&2", "t", "k", "1767225600", null, null), new IdentityReader(identity).Read(request));
    }

    private static IHandshake Slack => ProviderCatalog.Find("slack")!.Handshake!(ProviderConfigs.Of("slack"));

    private static string? Id(Provider provider, Random chance) => new IdentityReader(provider.Identity)
        .Read(SampleRequest.Make(provider.Sample, new SampleValues { Moment = Requests.Now }, "/", chance)).Id;

    private static (int Status, string Text)? Answer(string body) =>
        Slack.Answer(Requests.Of(body)) is { } answer ? (answer.Status, Encoding.UTF8.GetString(answer.Body.Span)) : null;
}
