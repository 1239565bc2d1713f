using System.Security.Cryptography;
using System.Text;
using Breakwater.Tests.Verification.Providers;
using Breakwater.Verification;
using Breakwater.Verification.Keys;
using Xunit;

namespace Breakwater.Tests.Verification.Schemes;

/// <summary>The message never chooses how it is verified.</summary>
public class AlgorithmConfusionTests
{
    private const string Body = """{"webhook_type":"A","webhook_code":"B","item_id":"i"}""";

    [Fact]
    public void A_token_of_the_algorithm_none_is_refused()
    {
        Assert.Equal("algorithm-not-allowed", Plaid("none", _ => []).Code);
        Assert.Equal("algorithm-not-allowed", Plaid("None", _ => [1]).Code);
    }

    [Fact]
    public void A_token_under_hmac_with_the_public_key_as_its_secret_is_refused()
    {
        var publicKey = ProviderConfigs.Curve.ExportSubjectPublicKeyInfo();
        Assert.Equal("algorithm-not-allowed", Plaid("HS256", signed => HMACSHA256.HashData(publicKey, signed)).Code);
        Assert.Equal("algorithm-not-allowed", Plaid("HS256", signed => HMACSHA256.HashData(Encoding.UTF8.GetBytes(ProviderConfigs.Jwk()), signed)).Code);
    }

    [Fact]
    public void A_token_that_says_es256_and_is_signed_otherwise_is_refused()
    {
        Assert.False(Plaid("ES256", signed => HMACSHA256.HashData(ProviderConfigs.Curve.ExportSubjectPublicKeyInfo(), signed)).Valid);
        Assert.False(Plaid("ES256", signed => ProviderConfigs.Curve.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)).Valid);
        Assert.False(Plaid("ES256", _ => new byte[64]).Valid);
        Assert.True(Plaid("ES256", signed => ProviderConfigs.Curve.SignData(signed, HashAlgorithmName.SHA256)).Valid);
    }

    [Fact]
    public void A_key_in_the_token_itself_is_not_looked_at()
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.False(Plaid("ES256", signed => own.SignData(signed, HashAlgorithmName.SHA256), ",\"jku\":\"https://evil.example/keys\",\"jwk\":{}").Valid);
    }

    [Fact]
    public void Extensions_that_must_be_understood_are_not() =>
        Assert.False(Plaid("ES256", signed => ProviderConfigs.Curve.SignData(signed, HashAlgorithmName.SHA256), ",\"crit\":[\"b64\"]").Valid);

    [Theory]
    [InlineData("slack", "v0=", "v1=")]
    [InlineData("zoom", "v0=", "v1=")]
    [InlineData("stripe", "v1=", "v0=")]
    [InlineData("paddle", "h1=", "h0=")]
    [InlineData("standard-webhooks", "v1,", "v0,")]
    [InlineData("standard-webhooks", "v1,", "v1a,")]
    [InlineData("github", "sha256=", "sha1=")]
    [InlineData("intercom", "sha1=", "sha256=")]
    public void A_signature_under_another_version_counts_for_nothing(string provider, string version, string other)
    {
        var signed = ProviderConfigs.Signed(provider);
        var (name, value) = signed.Headers[^1];
        var changed = KeyValuePair.Create(name, value.Replace(version, other, StringComparison.Ordinal));
        Assert.NotEqual(value, changed.Value);
        Assert.False(ProviderConfigs.Scheme(provider).Verify(signed with { Headers = [.. signed.Headers.SkipLast(1), changed] }).Valid);
    }

    private static Verdict Plaid(string algorithm, Func<byte[], byte[]> sign, string more = "")
    {
        var header = $$"""{"alg":"{{algorithm}}","kid":"k1","typ":"JWT"{{more}}}""";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Body)));
        var claims = $$"""{"iat":{{Requests.Now.ToUnixTimeSeconds()}},"request_body_sha256":"{{hash}}"}""";
        var signed = $"{Jose.Encode(Encoding.UTF8.GetBytes(header))}.{Jose.Encode(Encoding.UTF8.GetBytes(claims))}";
        var token = $"{signed}.{Jose.Encode(sign(Encoding.ASCII.GetBytes(signed)))}";
        return ProviderConfigs.Scheme("plaid").Verify(Requests.Of(Body, ("Plaid-Verification", token)));
    }
}
