using System.Globalization;

namespace Breakwater.Verification.Handshakes;

/// <summary>
/// The abuse protection of CloudEvents webhooks: <c>OPTIONS</c> with the origin that wants to send. Consent is the header that names it.
/// The callback that a request may offer is never called.
/// </summary>
/// <param name="origins">The DNS names that may send; empty for any.</param>
internal sealed class CloudEventsHandshake(IReadOnlyList<string> origins) : IHandshake
{
    private const string Origin = "WebHook-Request-Origin";
    private const string Rate = "WebHook-Request-Rate";
    private const int MaxName = 253;
    private const int Ok = 200;
    private const int BadRequest = 400;
    private const int NotAllowed = 405;

    /// <inheritdoc />
    public bool Signed => false;

    /// <inheritdoc />
    public HandshakeAnswer? Answer(SignedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Method != "OPTIONS")
        {
            return null;
        }

        if (RequestParts.Header(request, Origin) is not { } origin || !IsName(origin))
        {
            return HandshakeAnswer.Refuse(BadRequest, $"the header {Origin} is missing, or no DNS name");
        }

        if (origins.Count > 0 && !origins.Contains(origin, StringComparer.OrdinalIgnoreCase))
        {
            return HandshakeAnswer.Refuse(NotAllowed, $"{Origin} is not one of the configured `origins`");
        }

        var rate = RequestParts.Header(request, Rate);
        if (rate is not null && !(int.TryParse(rate, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked > 0))
        {
            return HandshakeAnswer.Refuse(BadRequest, $"the header {Rate} is no positive number");
        }

        return Challenge.Empty(Ok) with
        {
            Headers = [new("Allow", "POST, OPTIONS"), new("WebHook-Allowed-Origin", origin), new("WebHook-Allowed-Rate", rate ?? "*")],
        };
    }

    private static bool IsName(string text) => text.Length is > 0 and <= MaxName
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or ':' or '_');
}
