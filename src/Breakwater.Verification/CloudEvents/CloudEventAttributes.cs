using System.Text;
using Breakwater.Verification.Json;

namespace Breakwater.Verification.CloudEvents;

/// <summary>
/// The attributes of a CloudEvent 1.0 over HTTP, whichever mode it came in: structured (in the body), binary (headers), or a batch, which
/// is one event here, since its body is forwarded as it is: its id is the hash of the body, and its type that of the first in it.
/// </summary>
internal sealed class CloudEventAttributes
{
    private const string Structured = "application/cloudevents";
    private const string Batch = "application/cloudevents-batch";

    private static readonly string[] Names = ["specversion", "id", "source", "type", "subject", "time", "sequence"];
    private static readonly PointerSet Whole = new(Names.Select(name => $"/{name}"));
    private static readonly PointerSet First = new(Names.Select(name => $"/0/{name}"));

    private readonly SignedRequest request;
    private readonly PointerValue[]? values;
    private readonly bool batch;

    /// <summary>Looks at a request.</summary>
    public CloudEventAttributes(SignedRequest request)
    {
        this.request = request;
        var type = (RequestParts.Header(request, "Content-Type") ?? "").Split(';')[0].Trim();
        if (!type.StartsWith(Structured, StringComparison.OrdinalIgnoreCase))
        {
            Fault = RequestParts.Header(request, "ce-specversion") is null ? "the request is no CloudEvent: neither Content-Type nor ce-specversion says so" : null;
            return;
        }

        batch = type.StartsWith(Batch, StringComparison.OrdinalIgnoreCase);
        if (!type.EndsWith("+json", StringComparison.OrdinalIgnoreCase))
        {
            Fault = "the format of the CloudEvent is not understood: only +json is";
            return;
        }

        values = new PointerValue[Names.Length];
        if ((batch ? First : Whole).ReadWhole(request.Body.Span, values) is { } unreadable)
        {
            Fault = $"the CloudEvent could not be read: {unreadable}";
        }
    }

    /// <summary>Why it is no CloudEvent; null when it is one.</summary>
    public string? Fault { get; }

    /// <summary>An attribute; <c>id</c> is source and id together, since only both are unique. Null when it is missing.</summary>
    public string? Get(string name)
    {
        if (Fault is not null)
        {
            return null;
        }

        if (name == "id")
        {
            return batch || Plain("source") is not { Length: > 0 } source || Plain("id") is not { Length: > 0 } id || Plain("specversion") != "1.0"
                ? null
                : $"{source} {id}";
        }

        return batch && name != "type" ? null : Plain(name);
    }

    /// <summary>True for a batch, which has no id of its own.</summary>
    public bool IsBatch => batch;

    private string? Plain(string name) => values is null ? Decode(RequestParts.Header(request, $"ce-{name}")) : values[Array.IndexOf(Names, name)].Text;

    /// <summary>Quotes first, then percent-encoding, once.</summary>
    private static string? Decode(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (text is ['"', .. var inner, '"'])
        {
            var plain = new StringBuilder();
            for (var at = 0; at < inner.Length; at++)
            {
                at += inner[at] == '\\' && at + 1 < inner.Length ? 1 : 0;
                plain.Append(inner[at]);
            }

            text = plain.ToString();
        }

        return Uri.UnescapeDataString(text);
    }
}
