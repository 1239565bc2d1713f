using Breakwater.Tests.Verification.Providers;
using Breakwater.Verification;
using Xunit;

namespace Breakwater.Tests.Verification.Messages;

public class MessageSignatureTests
{
    private const string Provider = "http-message-signatures";

    [Fact]
    public void What_a_sender_signs_by_our_own_rules_covers_enough()
    {
        var signed = ProviderConfigs.Signed(Provider);
        Assert.True(Scheme.Verify(signed).Valid);
        Assert.True(((ICoverage)Scheme).Covers(signed).Valid);
    }

    [Theory]
    [InlineData("\"@method\" \"@authority\" \"@path\"", "content-digest")]
    [InlineData("\"@authority\" \"@path\" \"content-digest\"", "@method")]
    [InlineData("\"content-digest\"", "@path")]
    public void A_right_signature_over_too_little_is_not_enough(string components, string missing)
    {
        var signed = SignedOver(components);
        Assert.True(Scheme.Verify(signed).Valid);
        var verdict = ((ICoverage)Scheme).Covers(signed);
        Assert.Equal("signature-covers-too-little", verdict.Code);
        Assert.Contains(missing, verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_query_must_be_covered_where_there_is_one()
    {
        var signed = SignedOver("\"@method\" \"@authority\" \"@path\" \"content-digest\"", ProviderConfigs.Url + "?a=1");
        Assert.Contains("@query", ((ICoverage)Scheme).Covers(signed).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sig1=(\"@method\" \"@method\");created=1767225600")]
    [InlineData("sig1=(\"@nonsense\");created=1767225600")]
    [InlineData("sig1=(\"@method\";req);created=1767225600")]
    [InlineData("sig1=(\"x-missing\");created=1767225600")]
    [InlineData("sig1=(\"@method\");created=\"x")]
    [InlineData("sig1=(\"@method\";created=1767225600")]
    [InlineData("sig1=(\"@method\");created=1767225600;alg=\"hmac-sha256\"")]
    [InlineData("sig1=(\"@method\");created=1767225600;keyid=\"another\"")]
    [InlineData("sig1=(\"@Method\");created=1767225600")]
    [InlineData("")]
    public void What_is_malformed_unknown_or_of_another_key_is_refused(string input)
    {
        var signed = ProviderConfigs.Signed(Provider);
        var headers = signed.Headers.Select(header => header.Key == "Signature-Input" ? KeyValuePair.Create(header.Key, input) : header);
        Assert.False(Scheme.Verify(signed with { Headers = [.. headers] }).Valid);
    }

    [Fact]
    public void A_digest_of_another_body_is_refused()
    {
        var signed = ProviderConfigs.Signed(Provider);
        Assert.Contains("Content-Digest", Scheme.Verify(signed with { Body = "{}"u8.ToArray() }).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_algorithm_that_is_not_the_keys_is_a_configuration_error()
    {
        var config = new ProviderConfig(new Dictionary<string, IReadOnlyList<string>>
        {
            ["publicKey"] = [ProviderConfigs.CurveSpki],
            ["alg"] = ["rsa-pss-sha512"],
        });
        Assert.Equal("alg", Assert.Throws<ProviderConfigException>(() => Breakwater.Verification.Providers.ProviderCatalog.Find(Provider)!.Scheme(config)).ValueName);
    }

    private static ISignatureScheme Scheme => ProviderConfigs.Scheme(Provider);

    /// <summary>A right signature over components of the test's choice.</summary>
    private static SignedRequest SignedOver(string components, string url = ProviderConfigs.Url)
    {
        var sample = ProviderConfigs.Signed(Provider) with { Url = url };
        var input = $"({components});created={Requests.Now.ToUnixTimeSeconds()};keyid=\"k1\"";
        var parsed = Assert.Single(Breakwater.Verification.Messages.SignatureInput.Parse($"sig1={input}")!);
        var signature = ProviderConfigs.PrivateKey(Provider)!.SignEd25519(Breakwater.Verification.Messages.SignedText.Of(parsed, sample, new Uri(url))!)!;
        return sample with
        {
            Headers =
            [
                .. sample.Headers.Where(header => !header.Key.StartsWith("Signature", StringComparison.Ordinal)),
                new("Signature-Input", $"sig1={input}"),
                new("Signature", $"sig1=:{Convert.ToBase64String(signature)}:"),
            ],
        };
    }
}
