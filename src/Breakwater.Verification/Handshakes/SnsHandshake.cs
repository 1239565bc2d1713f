using Breakwater.Verification.Json;
using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Handshakes;

/// <summary>
/// Amazon SNS confirms a subscription by a visit to the URL that its signed message names. It is visited only after signature and topic
/// are right, and only on a host of SNS. A message that says that the subscription ended is answered and otherwise left alone.
/// </summary>
internal sealed class SnsHandshake : IHandshake
{
    private const int Ok = 200;
    private const int BadRequest = 400;

    private static readonly PointerSet Pointers = new(["/Type", "/SubscribeURL"]);

    /// <inheritdoc />
    public bool Signed => true;

    /// <inheritdoc />
    public HandshakeAnswer? Answer(SignedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Span<PointerValue> found = new PointerValue[Pointers.Pointers.Count];
        if (request.Method != "POST" || Pointers.Read(request.Body.Span, found) is not null)
        {
            return null;
        }

        return found[0].Text switch
        {
            "SubscriptionConfirmation" => Uri.TryCreate(found[1].Text, UriKind.Absolute, out var url) && SnsScheme.IsOfSns(url)
                ? Challenge.Empty(Ok) with { Visit = url }
                : HandshakeAnswer.Refuse(BadRequest, "SubscribeURL is not an address of Amazon SNS: it is not visited"),
            "UnsubscribeConfirmation" => Challenge.Empty(Ok),
            _ => null,
        };
    }
}
