using System.Text;
using Breakwater.Verification.Json;

namespace Breakwater.Verification.Providers;

/// <summary>Slack sends <c>url_verification</c>, signed, when the request URL is saved, and wants its challenge back.</summary>
internal sealed class SlackHandshake : IHandshake
{
    /// <summary>Bytes of a challenge that are echoed; Slack's have some 50.</summary>
    private const int MaxChallenge = 1024;

    private const int Ok = 200;
    private const int BadRequest = 400;

    private static readonly PointerSet Pointers = new(["/type", "/challenge"]);

    /// <inheritdoc />
    public bool Signed => true;

    /// <inheritdoc />
    public HandshakeAnswer? Answer(SignedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Span<PointerValue> found = new PointerValue[Pointers.Pointers.Count];
        if (Pointers.Read(request.Body.Span, found) is not null || found[0] is not { Kind: PointerKind.String, Text: "url_verification" })
        {
            return null;
        }

        var challenge = found[1] is { Kind: PointerKind.String, Text: { Length: > 0 } text } ? Encoding.UTF8.GetBytes(text) : [];
        return challenge.Length is > 0 and <= MaxChallenge
            ? new HandshakeAnswer(Ok, "text/plain", challenge)
            : new HandshakeAnswer(BadRequest, "text/plain", "the challenge is missing, or longer than 1 KiB"u8.ToArray());
    }
}
