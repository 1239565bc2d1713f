using Breakwater.Verification;
using Breakwater.Verification.Providers;
using Breakwater.Verification.Schemes;
using Xunit;

namespace Breakwater.Tests.Verification.Schemes;

/// <summary>
/// Signatures that another program made over one body, at one second, with the secret "own secret" where no other is named:
/// <c>printf '%s' "$signed" | openssl dgst -sha256 -hmac 'own secret'</c>; Ed25519 by Python's cryptography, private key 00 01 02 … 1f.
/// </summary>
public class OwnVectorTests
{
    private const string Body = """{"id":"a-1","total":"1.10"}""";
    private const string Secret = "own secret";
    private const string Sha256 = "846bba13c12f302af488544a0b05b3a641be09a1756f0efe534fdc4c35304ecd";
    private const string Sha256Base64 = "hGu6E8EvMCr0iFRKCwWzpkG+CaF1bw7+U0/cTDUwTs0=";
    private const string Sha1 = "286405c5d7a67ec4863dbf82ad89069e3cd67241";

    public static TheoryData<string, string, (string, string)[]> Signed => new()
    {
        { "github", Secret, [("X-Hub-Signature-256", "sha256=" + Sha256)] },
        { "shopify", Secret, [("X-Shopify-Hmac-Sha256", Sha256Base64)] },
        { "shopify", Secret, [("Shopify-Hmac-Sha256", Sha256Base64)] },
        { "stripe", "whsec_own", [("Stripe-Signature", "t=1767225600,v1=0091d2a712ade613463cfcce62af2854b61966bc2cd9f31a69d67dc94a830ccb")] },
        {
            "slack", Secret,
            [("X-Slack-Request-Timestamp", "1767225600"), ("X-Slack-Signature", "v0=03ef8fdc79a1977ace0da71e9ab268ac6d9ca5ad4ca1d1b1efb971bd392f7cf2")]
        },
        {
            "standard-webhooks", "whsec_YSBrZXkgb2YgZXhhY3RseSAyNCBieXRl",
            [("webhook-id", "msg_1"), ("webhook-timestamp", "1767225600"), ("webhook-signature", "v1,X+HRgQqvWS0z2w115L+DpLuAvGUw4Ju1nMR4zl9Sbbc=")]
        },
    };

    [Theory]
    [MemberData(nameof(Signed))]
    public void A_signature_made_elsewhere_is_right(string provider, string secret, (string, string)[] headers) =>
        Assert.Equal(Verdict.Ok, Requests.Scheme(provider, secret).Verify(Requests.Of(Body, headers)));

    [Theory]
    [MemberData(nameof(Signed))]
    public void We_sign_as_it_was_signed_elsewhere(string provider, string secret, (string, string)[] headers)
    {
        var scheme = Requests.Scheme(provider, secret);
        var signed = Requests.Of(Body, [.. headers.Where(header => header.Item1 == "webhook-id")]).SignedBy(scheme, Requests.Now);
        Assert.Equal(headers.Select(header => header.Item2), signed.Headers.Select(header => header.Value));
    }

    [Theory]
    [MemberData(nameof(Signed))]
    public void Of_several_secrets_any_may_be_the_right_one(string provider, string secret, (string, string)[] headers)
    {
        var other = "whsec_b3RoZXIgb3RoZXIgb3RoZXIgb3Ro";
        Assert.True(Requests.Scheme(provider, other, secret).Verify(Requests.Of(Body, headers)).Valid);
        Assert.True(Requests.Scheme(provider, secret, other).Verify(Requests.Of(Body, headers)).Valid);
        Assert.Equal("signature-mismatch", Requests.Scheme(provider, other).Verify(Requests.Of(Body, headers)).Code);
    }

    [Theory]
    [MemberData(nameof(Signed))]
    public void One_changed_byte_of_the_body_is_one_too_many(string provider, string secret, (string, string)[] headers) =>
        Assert.Equal("signature-mismatch", Requests.Scheme(provider, secret).Verify(Requests.Of(Body + "\n", headers)).Code);

    [Theory]
    [MemberData(nameof(Signed))]
    public void A_reason_never_holds_the_secret_or_what_would_have_been_right(string provider, string secret, (string, string)[] headers)
    {
        var verdict = Requests.Scheme(provider, "whsec_b3RoZXIgb3RoZXIgb3RoZXIgb3Ro").Verify(Requests.Of(Body, headers));
        Assert.DoesNotContain("b3Ro", verdict.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, verdict.Reason, StringComparison.Ordinal);
        Assert.All(headers, header => Assert.DoesNotContain(header.Item2, verdict.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void An_ed25519_signature_made_elsewhere_is_right_and_only_for_its_body()
    {
        var scheme = ProviderCatalog.Find("standard-webhooks")!.Scheme(Requests.Config("publicKey", "whpk_A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="));
        (string, string)[] headers =
        [
            ("webhook-id", "msg_1"),
            ("webhook-timestamp", "1767225600"),
            ("webhook-signature", "v1a,inWgdijPvKgOTITif5gAvJOMcDXB01xvoRWpjAw2HpO9/t4IajvzloChbNbDIxv/XPJsRIsEjam6kvifhTlZDA=="),
        ];
        Assert.True(scheme.Verify(Requests.Of(Body, headers)).Valid);
        Assert.Equal("signature-mismatch", scheme.Verify(Requests.Of(Body + " ", headers)).Code);
        Assert.Null(scheme.Sign(Requests.Of(Body, headers), Requests.Now));
    }

    [Theory]
    [InlineData("hmac-sha256", "hex", Sha256)]
    [InlineData("hmac-sha256", "base64", Sha256Base64)]
    [InlineData("hmac-sha1", "hex", Sha1)]
    public void A_generic_signature_made_elsewhere_is_right(string scheme, string encoding, string signature)
    {
        var made = GenericScheme.Create(scheme, new ProviderConfig(new Dictionary<string, IReadOnlyList<string>>
        {
            ["secret"] = [Secret],
            ["header"] = ["X-Signature"],
            ["encoding"] = [encoding],
            ["prefix"] = ["sig="],
        }));
        Assert.True(made.Verify(Requests.Of(Body, ("x-signature", "sig=" + signature))).Valid);
        Assert.Equal("header-malformed", made.Verify(Requests.Of(Body, ("x-signature", signature))).Code);
        Assert.Equal("header-malformed", made.Verify(Requests.Of(Body, ("x-signature", "sig=" + signature[..^2]))).Code);
    }
}
