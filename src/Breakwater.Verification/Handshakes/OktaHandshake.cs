using System.Text.Json.Nodes;

namespace Breakwater.Verification.Handshakes;

/// <summary>Okta verifies an event hook once with a GET that carries the hook's secret header and a challenge.</summary>
internal sealed class OktaHandshake : IHandshake
{
    private const string Header = "x-okta-verification-challenge";
    private const int BadRequest = 400;

    /// <inheritdoc />
    public bool Signed => true;

    /// <inheritdoc />
    public HandshakeAnswer? Answer(SignedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Method != "GET" || RequestParts.Header(request, Header) is not { } challenge)
        {
            return null;
        }

        return Challenge.IsWithinBounds(challenge)
            ? Challenge.Json(new JsonObject { ["verification"] = challenge }.ToJsonString())
            : HandshakeAnswer.Refuse(BadRequest, $"the challenge in {Header} is empty, or longer than 1 KiB");
    }
}
