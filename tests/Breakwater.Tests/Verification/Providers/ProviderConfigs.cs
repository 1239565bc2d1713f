using System.Security.Cryptography;
using Breakwater.Verification;
using Breakwater.Verification.Keys;
using Breakwater.Verification.Providers;
using Breakwater.Verification.Samples;
using Xunit;

namespace Breakwater.Tests.Verification.Providers;

/// <summary>A working configuration for every provider, with the sender's half of it.</summary>
internal static class ProviderConfigs
{
    public const string Url = "https://hooks.example.com/in/x";
    public const string Topic = "arn:aws:sns:eu-central-1:000000000000:sample";

    // RFC 8032, section 7.1, test 1.
    private const string Seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    private const string Ed25519 = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    private const string Secret = "whsec_YSBrZXkgb2YgZXhhY3RseSAyNCBieXRl";

    public static ECDsa Curve { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static string CurveSpki { get; } = Convert.ToBase64String(Curve.ExportSubjectPublicKeyInfo());

    /// <summary>Those whose requests only the platform itself can sign.</summary>
    public static IReadOnlyList<string> Unsignable { get; } = ["aws-sns", "paypal"];

    public static TheoryData<string> Signable => [.. ProviderCatalog.All.Select(provider => provider.Name).Except(Unsignable)];

    public static ProviderConfig Of(string provider) => new(Values(provider).ToDictionary(pair => pair.Name, pair => (IReadOnlyList<string>)[pair.Value]));

    public static ISignatureScheme Scheme(string provider) => ProviderCatalog.Find(provider)!.Scheme(Of(provider));

    public static PrivateKey? PrivateKey(string provider) => provider switch
    {
        "discord" or "http-message-signatures" => Breakwater.Verification.Keys.PrivateKey.Parse(Seed),
        "sendgrid" or "plaid" => Breakwater.Verification.Keys.PrivateKey.Parse(Curve.ExportPkcs8PrivateKeyPem()),
        _ => null,
    };

    /// <summary>A sample of the provider, genuine.</summary>
    public static SignedRequest Signed(string provider, SampleValues? values = null)
    {
        var sample = SampleRequest.Make(ProviderCatalog.Find(provider)!.Sample, values ?? new SampleValues { Moment = Requests.Now }, Url, new Random(1));
        return Scheme(provider).SignRequest(sample, Requests.Now, PrivateKey(provider))!;
    }

    public static string Jwk()
    {
        var point = Curve.ExportParameters(includePrivateParameters: false).Q;
        return $$"""{"kty":"EC","crv":"P-256","alg":"ES256","use":"sig","kid":"k1","x":"{{Jose.Encode(point.X)}}","y":"{{Jose.Encode(point.Y)}}","expired_at":null}""";
    }

    private static (string Name, string Value)[] Values(string provider) => provider switch
    {
        "adyen" => [("hmacKey", "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056")],
        "aws-sns" => [("topicArn", Topic)],
        "cloudevents" => [("token", "a token of this test")],
        "discord" => [("publicKey", Ed25519)],
        "http-message-signatures" => [("publicKey", Ed25519), ("keyId", "k1")],
        "hubspot" or "square" or "twilio" => [("secret", Secret), ("publicUrl", Url)],
        "microsoft-graph" => [("clientState", "a state of this test")],
        "paypal" => [("webhookId", "WEBHOOK1")],
        "plaid" => [("keys", Jwk())],
        "sendgrid" => [("publicKey", CurveSpki)],
        _ => [("secret", Secret)],
    };
}
