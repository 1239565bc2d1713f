using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Handshakes;

/// <summary>Meta gets the callback URL with <c>hub.mode=subscribe</c>, the verify token that was agreed on, and a challenge.</summary>
internal sealed class MetaHandshake(IReadOnlyList<string> verifyTokens) : IHandshake
{
    private const int Forbidden = 403;

    private readonly SharedTexts known = new(verifyTokens);

    /// <inheritdoc />
    public bool Signed => false;

    /// <inheritdoc />
    public HandshakeAnswer? Answer(SignedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Method != "GET")
        {
            return null;
        }

        if (verifyTokens.Count == 0)
        {
            return HandshakeAnswer.Refuse(Forbidden, "no `verifyToken` is configured for this source, so no subscription is verified");
        }

        return RequestParts.Query(request, "hub.mode") == "subscribe" && known.Match(RequestParts.Query(request, "hub.verify_token") ?? "")
            ? Challenge.Echo(RequestParts.Query(request, "hub.challenge"))
            : HandshakeAnswer.Refuse(Forbidden, "hub.mode is not subscribe, or hub.verify_token is not the configured `verifyToken`");
    }
}
