using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Breakwater.Verification.Json;

namespace Breakwater.Verification.Schemes;

/// <summary>
/// Adyen's standard notifications: each item carries an HMAC-SHA256 in base64 over eight of its fields, joined by colons. Every item
/// must be right. Whatever else stands in an item is not signed.
/// </summary>
internal sealed class AdyenScheme(HmacKeys keys) : ISignatureScheme, IWholeSigner
{
    private const string Items = "notificationItems";
    private const string Item = "NotificationRequestItem";
    private const string Data = "additionalData";
    private const string Signature = "hmacSignature";

    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance)
    {
        using var document = StrictJson.Object(request.Body);
        if (document is null)
        {
            return StrictJson.Unreadable;
        }

        if (!document.RootElement.TryGetProperty(Items, out var items) || items.ValueKind != JsonValueKind.Array || items.GetArrayLength() == 0)
        {
            return Verdict.Refuse("body-malformed", $"the body has no {Items}; for the webhooks of platforms say `kind: platform`");
        }

        var verdict = Verdict.Ok;
        foreach (var wrapped in items.EnumerateArray())
        {
            var one = VerifyItem(wrapped);
            verdict = one.Valid ? verdict : one;
        }

        return verdict;
    }

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now) => null;

    /// <inheritdoc />
    public SignedRequest? SignWhole(SignedRequest request, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        return WithSignatures(request, item =>
        {
            using var read = JsonDocument.Parse(item.ToJsonString());
            return Convert.ToBase64String(keys.Sign(Signed(read.RootElement), []));
        });
    }

    /// <inheritdoc />
    public SignedRequest Spoil(SignedRequest signed) =>
        WithSignatures(signed, item => Spoiling.Other(item[Data]?[Signature]?.GetValue<string>() ?? "")) ?? signed;

    private static SignedRequest? WithSignatures(SignedRequest request, Func<JsonObject, string> signature)
    {
        using var document = StrictJson.Object(request.Body);
        if (document is null || JsonNode.Parse(request.Body.Span) is not JsonObject body || body[Items] is not JsonArray items)
        {
            return null;
        }

        foreach (var wrapped in items)
        {
            if (wrapped is not JsonObject outer || outer[Item] is not JsonObject item)
            {
                return null;
            }

            var text = signature(item);
            if (item[Data] is not JsonObject data)
            {
                data = [];
                item[Data] = data;
            }

            data[Signature] = JsonValue.Create(text);
        }

        return request with { Body = Encoding.UTF8.GetBytes(body.ToJsonString()) };
    }

    private Verdict VerifyItem(JsonElement wrapped)
    {
        if (wrapped.ValueKind != JsonValueKind.Object || !wrapped.TryGetProperty(Item, out var item) || item.ValueKind != JsonValueKind.Object)
        {
            return Verdict.Refuse("body-malformed", $"an item of {Items} has no {Item}");
        }

        var text = item.TryGetProperty(Data, out var data) ? StrictJson.Text(data, Signature) : null;
        if (text is null)
        {
            return Verdict.Refuse("signature-missing", $"an item has no {Data}.{Signature}: create an HMAC key in the webhook's settings");
        }

        var signature = SignatureText.Decode(text, SignatureEncoding.Base64);
        return signature?.Length == keys.Length && keys.Match(Signed(item), [], [signature])
            ? Verdict.Ok
            : Verdict.Refuse("signature-mismatch", $"the {Signature} of an item does not match its fields: `hmacKey` is of another webhook or environment, or a field was changed");
    }

    private static string Signed(JsonElement item)
    {
        var amount = item.TryGetProperty("amount", out var found) ? found : default;
        return string.Join(
            ':',
            Field(item, "pspReference"),
            Field(item, "originalReference"),
            Field(item, "merchantAccountCode"),
            Field(item, "merchantReference"),
            Field(amount, "value"),
            Field(amount, "currency"),
            Field(item, "eventCode"),
            Field(item, "success"));
    }

    /// <summary>A number or boolean as the text in which it came; what is missing is empty.</summary>
    private static string Field(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var value))
        {
            return "";
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => StrictJson.Text(element, name) ?? "",
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => "",
        };
    }
}
