using Breakwater.Verification.Json;

namespace Breakwater.Verification.Handshakes;

/// <summary>Slack sends <c>url_verification</c>, signed, when the request URL is saved, and wants its challenge back.</summary>
internal sealed class SlackHandshake : IHandshake
{
    private static readonly PointerSet Pointers = new(["/type", "/challenge"]);

    /// <inheritdoc />
    public bool Signed => true;

    /// <inheritdoc />
    public HandshakeAnswer? Answer(SignedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Span<PointerValue> found = new PointerValue[Pointers.Pointers.Count];
        return Pointers.Read(request.Body.Span, found) is null && found[0] is { Kind: PointerKind.String, Text: "url_verification" }
            ? Challenge.Echo(found[1].Kind == PointerKind.String ? found[1].Text : null)
            : null;
    }
}
