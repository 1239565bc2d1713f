using Breakwater.Verification.Messages;
using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>Everyone who signs requests after RFC 9421.</summary>
internal static class MessageSignaturesProvider
{
    public static Provider Preset { get; } = new()
    {
        Name = "http-message-signatures",
        Title = "HTTP message signatures (RFC 9421)",
        Scheme = config => new MessageSignatureScheme(MessageKey.Of(config), config.Single("keyId"), new PublicUrl(config.Single("publicUrl"), "publicUrl")),
        Values =
        [
            new("publicKey", Required: true, "The sender's public key: PEM, base64 of SubjectPublicKeyInfo, or the 32 bytes of Ed25519 in base64 or hex; a list for rotation."),
            new("secret", Required: false, "The shared secret, where the sender signs with hmac-sha256.") { InsteadOf = ["publicKey"], IsSecret = true },
            new("keyId", Required: false, "The keyid of the signature that counts; any, where none is given."),
            new("alg", Required: false, "The algorithm; the key's own, where none is given (for RSA: rsa-pss-sha512)."),
            new("publicUrl", Required: false, "The URL as the sender knows it; needed behind a proxy, since it is signed."),
        ],
        Signature = "`Signature`: Ed25519, ECDSA, RSA or HMAC over method, authority, path, query, `Content-Digest` and time",
        SignsTime = true,
        Retries = "up to the sender",
        Identity = new EventIdentity { Id = [Read.BodyHash] },
        Sample = new ProviderSample("sample.created", [new("Content-Type", "application/json")], """{"type":"{type}","id":"{id}","key":"{key}","time":"{iso}"}"""),
        Setup = "Give the sender the source's URL, and copy its public key into `publicKey`. Say under `event` where id, type and key stand.",
    };
}
