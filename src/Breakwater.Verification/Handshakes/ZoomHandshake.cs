using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Breakwater.Verification.Json;
using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Handshakes;

/// <summary>
/// Zoom sends <c>endpoint.url_validation</c>, signed, every 72 hours, and wants its token back with the token's HMAC. Only a signed one is
/// answered: else anyone could have any text signed.
/// </summary>
internal sealed class ZoomHandshake(IReadOnlyList<string> secrets) : IHandshake
{
    private const int BadRequest = 400;

    private static readonly PointerSet Pointers = new(["/event", "/payload/plainToken"]);

    private readonly HmacKeys keys = HmacKeys.OfTexts(HashAlgorithmName.SHA256, secrets);

    /// <inheritdoc />
    public bool Signed => true;

    /// <inheritdoc />
    public HandshakeAnswer? Answer(SignedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Span<PointerValue> found = new PointerValue[Pointers.Pointers.Count];
        if (Pointers.Read(request.Body.Span, found) is not null || found[0] is not { Kind: PointerKind.String, Text: "endpoint.url_validation" })
        {
            return null;
        }

        return found[1] is { Kind: PointerKind.String, Text: { } token } && Challenge.IsWithinBounds(token)
            ? Challenge.Json(new JsonObject { ["plainToken"] = token, ["encryptedToken"] = Convert.ToHexStringLower(keys.Sign(token, [])) }.ToJsonString())
            : HandshakeAnswer.Refuse(BadRequest, "the plainToken is missing, or longer than 1 KiB");
    }
}
