using Breakwater.Tests.Verification.Providers;
using Breakwater.Verification;
using Breakwater.Verification.Providers;
using CsCheck;
using Xunit;

namespace Breakwater.Tests.Verification.Schemes;

public class HostileHeaderTests
{
    private const string Secret = "whsec_YSBrZXkgb2YgZXhhY3RseSAyNCBieXRl";

    public static TheoryData<string> Providers => EveryProviderTests.WithHeaders;

    public static TheoryData<string, string> SchemeHeaders => new()
    {
        { "github", "X-Hub-Signature-256" },
        { "shopify", "X-Shopify-Hmac-Sha256" },
        { "slack", "X-Slack-Signature" },
        { "slack", "X-Slack-Request-Timestamp" },
        { "standard-webhooks", "webhook-id" },
        { "standard-webhooks", "webhook-timestamp" },
        { "standard-webhooks", "webhook-signature" },
        { "stripe", "Stripe-Signature" },
    };

    [Theory]
    [MemberData(nameof(SchemeHeaders))]
    public void A_missing_header_is_named(string provider, string header)
    {
        var verdict = Verify(provider, request => request with { Headers = [.. request.Headers.Where(other => other.Key != header)] });
        Assert.Equal("header-missing", verdict.Code);
        Assert.Contains(header, verdict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(SchemeHeaders))]
    public void A_doubled_header_is_refused_even_with_the_same_value(string provider, string header)
    {
        var verdict = Verify(provider, request => request.With((header.ToUpperInvariant(), request.Headers.First(other => other.Key == header).Value)));
        Assert.Equal("header-doubled", verdict.Code);
        Assert.Contains(header, verdict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(SchemeHeaders))]
    public void An_empty_header_and_one_of_a_megabyte_are_malformed(string provider, string header)
    {
        Assert.Equal("header-malformed", Verify(provider, request => Replace(request, header, _ => "  ")).Code);
        var verdict = Verify(provider, request => Replace(request, header, value => value + new string('a', 1024 * 1024)));
        Assert.Equal("header-malformed", verdict.Code);
        Assert.True(verdict.Reason.Length < 200);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void A_truncated_signature_is_refused(string provider)
    {
        var signed = ProviderConfigs.Signed(provider);
        var cut = Replace(signed, signed.Headers[^1].Key, value => value[..^4]);
        Assert.False(ProviderConfigs.Scheme(provider).Verify(cut).Valid);
    }

    [Theory]
    [InlineData("X-Hub-Signature-256", "sha1=286405c5d7a67ec4863dbf82ad89069e3cd67241", "does not begin with sha256=")]
    [InlineData("X-Hub-Signature-256", "sha256=286405c5d7a67ec4863dbf82ad89069e3cd67241", "as many as SHA-1 has")]
    [InlineData("X-Hub-Signature-256", "sha256=84 6b", "not hex")]
    [InlineData("X-Hub-Signature", "sha1=286405c5d7a67ec4863dbf82ad89069e3cd67241", "only the legacy SHA-1 header")]
    [InlineData("X-Nothing", "x", "set a secret in the webhook's settings")]
    public void A_wrong_github_header_is_explained(string header, string value, string words) =>
        Assert.Contains(words, Requests.Scheme("github", Secret).Verify(Requests.Of("{}", (header, value))).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("t=1767225600,v0=00", "no v1 signature")]
    [InlineData("v1=00", "0 times")]
    [InlineData("t=1,t=2,v1=00", "2 times")]
    [InlineData("t=,v1=00", "Unix seconds")]
    [InlineData("t=+1767225600,v1=00", "Unix seconds")]
    [InlineData("t=1767225600000,v1=00", "looks like milliseconds")]
    [InlineData("t=99999999999999999999999,v1=00", "Unix seconds")]
    [InlineData("t=1767225600,v1=zz", "does not match")]
    public void A_wrong_stripe_header_is_explained(string value, string words) =>
        Assert.Contains(words, Requests.Scheme("stripe", Secret).Verify(Requests.Of("{}", ("Stripe-Signature", value))).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("v1=03ef", "does not begin with v0=")]
    [InlineData("v0=03ef", "holds no SHA256 signature")]
    public void A_wrong_slack_header_is_explained(string value, string words) =>
        Assert.Contains(
            words,
            Requests.Scheme("slack", Secret).Verify(Requests.Of("{}", ("X-Slack-Request-Timestamp", "1767225600"), ("X-Slack-Signature", value))).Reason,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("v2,AAAA", "no signature of a known version")]
    [InlineData("v1a,AAAA", "no `publicKey` is configured")]
    [InlineData("v1,!!!", "does not match")]
    public void A_wrong_standard_webhooks_header_is_explained(string value, string words)
    {
        var verdict = Verify("standard-webhooks", request => Replace(request, "webhook-signature", _ => value));
        Assert.Contains(words, verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_so_many_signatures_are_looked_at()
    {
        var many = string.Join(' ', Enumerable.Repeat("v1,AAAA", 33));
        Assert.Contains("33 signatures", Verify("standard-webhooks", request => Replace(request, "webhook-signature", _ => many)).Reason, StringComparison.Ordinal);
        var items = "t=1," + string.Join(',', Enumerable.Repeat("v1=00", 33));
        Assert.Contains("34 items", Requests.Scheme("stripe", Secret).Verify(Requests.Of("{}", ("Stripe-Signature", items))).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-300, true, "")]
    [InlineData(300, true, "")]
    [InlineData(-301, false, "signed 5 min 1 s ago, tolerance 5 min")]
    [InlineData(-840, false, "signed 14 min ago, tolerance 5 min")]
    [InlineData(301, false, "signed 5 min 1 s in the future")]
    [InlineData(-90_000, false, "signed 1 d 1 h ago")]
    public void A_signed_time_may_lie_so_far_from_ours_in_both_directions(int seconds, bool valid, string words)
    {
        foreach (var provider in new[] { "stripe", "slack", "standard-webhooks" })
        {
            var scheme = Requests.Scheme(provider, Secret);
            var verdict = scheme.Verify(Requests.Of("{}", ("webhook-id", "msg_1")).SignedBy(scheme, Requests.Now.AddSeconds(seconds)));
            Assert.Equal(valid, verdict.Valid);
            Assert.Equal(valid ? "ok" : "timestamp-out-of-tolerance", verdict.Code);
            Assert.Contains(words, verdict.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_secret_with_white_space_at_its_end_is_suspected_first()
    {
        var signed = Requests.Of("{}").SignedBy(Requests.Scheme("github", "secret"), Requests.Now);
        Assert.Contains("white space", Requests.Scheme("github", "secret\n").Verify(signed).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_headers_and_bodies_never_throw()
    {
        var schemes = ProviderCatalog.All.Select(provider => ProviderConfigs.Scheme(provider.Name)).ToArray();
        var names = Gen.OneOf("X-Hub-Signature-256", "X-Shopify-Hmac-Sha256", "X-Slack-Signature", "X-Slack-Request-Timestamp", "webhook-id", "webhook-timestamp", "webhook-signature", "Stripe-Signature");
        var values = Gen.OneOf(Gen.String, Gen.String.Select(text => "sha256=" + text), Gen.String.Select(text => $"t=1,v1={text}"), Gen.String.Select(text => "v1," + text), Gen.Long.Select(number => $"{number}"));
        Gen.Select(Gen.Select(names, values).Array[0, 6], Gen.Byte.Array[0, 50]).Sample((headers, body) =>
            Assert.All(schemes, scheme => Assert.False(scheme.Verify(Requests.Of(body, [.. headers.Select(header => (header.Item1, header.Item2))])).Valid)));
    }

    private static Verdict Verify(string provider, Func<SignedRequest, SignedRequest> change)
    {
        var scheme = Requests.Scheme(provider, Secret);
        (string, string)[] id = provider == "standard-webhooks" ? [("webhook-id", "msg_1")] : [];
        var signed = Requests.Of("{}", id).SignedBy(scheme, Requests.Now);
        Assert.True(scheme.Verify(signed).Valid);
        return scheme.Verify(change(signed));
    }

    private static SignedRequest Replace(SignedRequest request, string header, Func<string, string> change) => request with
    {
        Headers = [.. request.Headers.Select(other => other.Key == header ? KeyValuePair.Create(header, change(other.Value)) : other)],
    };
}
