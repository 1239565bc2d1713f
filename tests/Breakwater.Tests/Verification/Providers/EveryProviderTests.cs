using Breakwater.Verification;
using Breakwater.Verification.Providers;
using CsCheck;
using Xunit;

namespace Breakwater.Tests.Verification.Providers;

/// <summary>What must be true of every provider, the next one among them.</summary>
public class EveryProviderTests
{
    /// <summary>Nothing covers the body: a shared text, or single fields. Twilio covers what a form means, not how it is written.</summary>
    private static readonly string[] BodyNotCovered = ["adyen", "cloudevents", "microsoft-graph", "okta", "twilio"];

    public static TheoryData<string> Signable => ProviderConfigs.Signable;

    public static TheoryData<string> Covered => [.. ProviderCatalog.All.Select(provider => provider.Name).Except(ProviderConfigs.Unsignable).Except(BodyNotCovered)];

    public static TheoryData<string> WithHeaders => [.. ProviderCatalog.All.Select(provider => provider.Name).Except(ProviderConfigs.Unsignable).Except(["adyen", "microsoft-graph"])];

    [Theory]
    [MemberData(nameof(Signable))]
    public void A_genuine_sample_is_accepted(string provider)
    {
        var verdict = Verify(provider, ProviderConfigs.Signed(provider));
        Assert.True(verdict.Valid, verdict.Reason);
    }

    [Theory]
    [MemberData(nameof(Covered))]
    public void A_flipped_bit_of_the_body_is_refused(string provider)
    {
        var signed = ProviderConfigs.Signed(provider);
        Gen.Int[0, (signed.Body.Length * 8) - 1].Sample(
            bit =>
            {
                var body = signed.Body.ToArray();
                body[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(Verify(provider, signed with { Body = body }).Valid);
            },
            iter: 200);
    }

    [Theory]
    [MemberData(nameof(WithHeaders))]
    public void A_changed_letter_of_the_signature_is_refused(string provider)
    {
        var signed = ProviderConfigs.Signed(provider);
        var (name, value) = signed.Headers[^1];
        // The last letters of base64 may hold bits that mean nothing.
        Gen.Select(Gen.Int[Math.Max(0, value.Length - 24), value.Length - 6], Gen.Int[0, 15]).Sample(
            (at, digit) =>
            {
                var letter = "0123456789abcdef"[digit];
                if (char.ToLowerInvariant(value[at]) != letter)
                {
                    var changed = KeyValuePair.Create(name, value[..at] + letter + value[(at + 1)..]);
                    Assert.False(Verify(provider, signed with { Headers = [.. signed.Headers.SkipLast(1), changed] }).Valid);
                }
            },
            iter: 200);
    }

    [Theory]
    [MemberData(nameof(WithHeaders))]
    public void A_signature_header_that_comes_twice_is_refused_unless_the_provider_repeats_it(string provider)
    {
        var signed = ProviderConfigs.Signed(provider);
        var (name, value) = signed.Headers[^1];
        var doubled = Verify(provider, signed.With((name, value)));
        Assert.Equal(provider == "mollie" ? "ok" : "header-doubled", doubled.Code);
    }

    [Theory]
    [MemberData(nameof(Signable))]
    public void An_empty_request_is_refused_in_words(string provider)
    {
        var verdict = Verify(provider, Requests.Of(""));
        Assert.False(verdict.Valid);
        Assert.NotEmpty(verdict.Reason);
    }

    [Theory]
    [MemberData(nameof(Signable))]
    public void A_spoiled_or_missing_signature_in_the_body_is_refused(string provider)
    {
        if (ProviderConfigs.Scheme(provider) is IWholeSigner whole)
        {
            Assert.False(Verify(provider, whole.Spoil(ProviderConfigs.Signed(provider))).Valid);
        }
    }

    [Fact]
    public void Random_requests_never_throw_and_are_never_genuine()
    {
        var schemes = ProviderCatalog.All.Select(provider => ProviderConfigs.Scheme(provider.Name)).ToArray();
        var readers = ProviderCatalog.All.Select(provider => new IdentityReader(provider.Identity)).ToArray();
        var names = ProviderCatalog.All.Where(provider => !ProviderConfigs.Unsignable.Contains(provider.Name))
            .SelectMany(provider => ProviderConfigs.Signed(provider.Name).Headers.Select(header => header.Key))
            .Append("PAYPAL-CERT-URL").Append("ce-id").Distinct().ToArray();
        var values = Gen.OneOf(
            Gen.String, Gen.Const("a.b.c"), Gen.Const("application/x-www-form-urlencoded"), Gen.Const("application/cloudevents+json"),
            Gen.Const("sig1=(\"@method\" \"@path\");created=1"), Gen.Const("sig1=:AAAA:"), Gen.Const("sha256=00"), Gen.Const("2026-01-01T00:00:00Z"), Gen.Const("1767225600"));
        var bodies = Gen.OneOf(Gen.Byte.Array[0, 60], Gen.Const("""{"notificationItems":[{}],"value":[1],"TopicArn":1}"""u8.ToArray()), Gen.Const("a=1&a=2&%"u8.ToArray()));
        Gen.Select(Gen.Select(Gen.OneOf(names), values).Array[0, 8], bodies).Sample((headers, body) =>
        {
            var request = Requests.Of(body, [.. headers.Select(header => (header.Item1, header.Item2))]);
            Assert.All(schemes, scheme => Assert.False(scheme.Verify(request).Valid));
            Assert.All(readers, reader => reader.Read(request));
            Assert.All(schemes.OfType<IKeyedScheme>(), scheme => Assert.Null(scheme.KeyOf(request)));
        });
    }

    [Fact]
    public void A_genuine_request_is_the_same_to_every_other_provider_as_any_stranger()
    {
        foreach (var provider in ProviderCatalog.All.Where(provider => !ProviderConfigs.Unsignable.Contains(provider.Name)))
        {
            var signed = ProviderConfigs.Signed(provider.Name) with { Headers = [.. ProviderConfigs.Signed(provider.Name).Headers, new("X-Other", "1")] };
            Assert.True(Verify(provider.Name, signed).Valid, provider.Name);
            Assert.False(Verify(provider.Name == "stripe" ? "paddle" : "stripe", signed).Valid);
        }
    }

    [Fact]
    public void Every_provider_says_what_to_paste_where_and_what_its_values_are()
    {
        Assert.True(ProviderCatalog.All.Count >= 32);
        Assert.All(ProviderCatalog.All, provider =>
        {
            Assert.NotEmpty(provider.Setup);
            Assert.NotEmpty(provider.Signature);
            Assert.NotEmpty(provider.Retries);
            Assert.All(provider.Values, value => Assert.NotEmpty(value.Meaning));
            Assert.All(provider.Values.SelectMany(value => value.InsteadOf), name => Assert.Contains(provider.Values, other => other.Name == name));
        });
    }

    private static Verdict Verify(string provider, SignedRequest request) => ProviderConfigs.Scheme(provider).Verify(request, Requests.Now, ProviderCatalog.Find(provider)!.Tolerance);
}
