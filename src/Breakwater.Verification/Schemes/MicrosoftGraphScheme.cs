using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Breakwater.Verification.Json;

namespace Breakwater.Verification.Schemes;

/// <summary>Microsoft Graph: every notification in the body shows the <c>clientState</c> that was given at the subscription. Nothing is signed.</summary>
internal sealed class MicrosoftGraphScheme(IReadOnlyList<string> states) : ISignatureScheme, IWholeSigner
{
    private const string Value = "value";
    private const string State = "clientState";

    private readonly SharedTexts known = new(states);

    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance)
    {
        using var document = StrictJson.Object(request.Body);
        if (document is null)
        {
            return StrictJson.Unreadable;
        }

        if (!document.RootElement.TryGetProperty(Value, out var items) || items.ValueKind != JsonValueKind.Array || items.GetArrayLength() == 0)
        {
            return Verdict.Refuse("body-malformed", "the body has no notifications (/value)");
        }

        var (missing, wrong) = (0, 0);
        foreach (var item in items.EnumerateArray())
        {
            var state = StrictJson.Text(item, State);
            missing += state is null ? 1 : 0;
            wrong += state is not null && !known.Match(state) ? 1 : 0;
        }

        return missing > 0 ? Verdict.Refuse("signature-missing", $"{missing} of {items.GetArrayLength()} notifications have no {State}")
            : wrong > 0 ? Verdict.Refuse("signature-mismatch", $"the {State} of {wrong} of {items.GetArrayLength()} notifications is not the configured one")
            : Verdict.Ok;
    }

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now) => null;

    /// <inheritdoc />
    public SignedRequest? SignWhole(SignedRequest request, DateTimeOffset now) => WithState(request, states[0]);

    /// <inheritdoc />
    public SignedRequest Spoil(SignedRequest signed) => WithState(signed, Spoiling.Other(states[0])) ?? signed;

    private static SignedRequest? WithState(SignedRequest request, string state)
    {
        using var document = StrictJson.Object(request.Body);
        if (document is null || JsonNode.Parse(request.Body.Span) is not JsonObject body || body[Value] is not JsonArray items)
        {
            return null;
        }

        foreach (var item in items.OfType<JsonObject>())
        {
            item[State] = JsonValue.Create(state);
        }

        return request with { Body = Encoding.UTF8.GetBytes(body.ToJsonString()) };
    }
}
