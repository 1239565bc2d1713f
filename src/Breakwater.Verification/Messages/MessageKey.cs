using System.Security.Cryptography;
using Breakwater.Verification.Keys;
using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Messages;

/// <summary>A key with the one algorithm that it is for: the message does not choose.</summary>
internal sealed class MessageKey
{
    private readonly PublicKey? key;
    private readonly HmacKeys? secrets;

    private MessageKey(string algorithm, PublicKey? key, HmacKeys? secrets) => (Algorithm, this.key, this.secrets) = (algorithm, key, secrets);

    public static IReadOnlyList<string> Algorithms { get; } =
        ["ed25519", "ecdsa-p256-sha256", "ecdsa-p384-sha384", "rsa-pss-sha512", "rsa-v1_5-sha256", "hmac-sha256"];

    public string Algorithm { get; }

    /// <summary>Makes the keys of a configuration, one for each text.</summary>
    /// <exception cref="ProviderConfigException">A value is missing or malformed, or algorithm and key do not fit.</exception>
    public static IReadOnlyList<MessageKey> Of(ProviderConfig config)
    {
        var algorithm = config.Single("alg");
        if (algorithm is not null && !Algorithms.Contains(algorithm))
        {
            throw new ProviderConfigException("alg", $"`alg` is one of {string.Join(", ", Algorithms)}");
        }

        var (publicKeys, secrets) = (config.Optional("publicKey"), config.Optional("secret"));
        if (publicKeys.Count > 0 == secrets.Count > 0)
        {
            throw new ProviderConfigException("publicKey", "either `publicKey`, or `secret` for hmac-sha256");
        }

        if (secrets.Count == 0)
        {
            return [.. publicKeys.Select(text => Public(text, algorithm))];
        }

        return algorithm is null or "hmac-sha256"
            ? [new MessageKey("hmac-sha256", null, HmacKeys.OfTexts(HashAlgorithmName.SHA256, secrets))]
            : throw new ProviderConfigException("alg", $"{algorithm} needs `publicKey`: a `secret` is for hmac-sha256");
    }

    public bool Verify(byte[] signed, byte[] signature) => Algorithm switch
    {
        "hmac-sha256" => secrets!.Match("", signed, [signature]),
        "ed25519" => key!.VerifyEd25519("", signed, signature),
        "ecdsa-p256-sha256" => key!.VerifyEcdsa(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
        "ecdsa-p384-sha384" => key!.VerifyEcdsa(signed, signature, HashAlgorithmName.SHA384, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
        "rsa-pss-sha512" => key!.VerifyRsa(signed, signature, HashAlgorithmName.SHA512, RSASignaturePadding.Pss),
        _ => key!.VerifyRsa(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
    };

    public byte[]? SignHmac(byte[] signed) => secrets?.Sign("", signed);

    public static byte[]? SignWith(PrivateKey key, string algorithm, byte[] signed) => algorithm switch
    {
        "ed25519" => key.SignEd25519(signed),
        "ecdsa-p256-sha256" => key.SignEcdsa(signed, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
        "ecdsa-p384-sha384" => key.SignEcdsa(signed, HashAlgorithmName.SHA384, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
        "rsa-pss-sha512" => key.SignRsa(signed, HashAlgorithmName.SHA512, RSASignaturePadding.Pss),
        "rsa-v1_5-sha256" => key.SignRsa(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        _ => null,
    };

    private static MessageKey Public(string text, string? algorithm)
    {
        var key = PublicKeys.Ed25519(text) ?? PublicKeys.Spki(text)
            ?? throw new ProviderConfigException("publicKey", "`publicKey` is no public key: PEM, base64 of SubjectPublicKeyInfo, or the 32 bytes of Ed25519 in base64 or hex");
        var own = key.IsEd25519 ? "ed25519"
            : key.IsOn(ECCurve.NamedCurves.nistP256) ? "ecdsa-p256-sha256"
            : key.IsOn(ECCurve.NamedCurves.nistP384) ? "ecdsa-p384-sha384"
            : key.IsRsa ? (algorithm == "rsa-v1_5-sha256" ? "rsa-v1_5-sha256" : "rsa-pss-sha512")
            : throw new ProviderConfigException("publicKey", "`publicKey` is on a curve that message signatures do not use");
        return algorithm is null || algorithm == own ? new MessageKey(own, key, null)
            : throw new ProviderConfigException("alg", $"`alg` is {algorithm}, and `publicKey` is a key for {own}");
    }
}
