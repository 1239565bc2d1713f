using System.Collections.Frozen;
using System.Globalization;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Delivering;

/// <summary>
/// What a destination receives beside the body: the provider's own headers as they came, then the destination's, then ours, each name
/// from one of the three only. Made once per configuration of a destination, so that an attempt only fills in what changes.
/// </summary>
internal sealed class OutgoingHeaders
{
    /// <summary>What is shown in place of a secret.</summary>
    public const string Masked = "***";

    // Never forwarded: hop-by-hop, meant for us alone, or written by the client itself; and whatever is ours to say.
    public static readonly string[] Withheld =
    [
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding",
        "Upgrade", "HTTP2-Settings", "Host", "Cookie", "Authorization", "Content-Length", "Expect",
        "webhook-id", "webhook-timestamp", "webhook-signature", "traceparent", "tracestate",
    ];

    // They describe the body as it came, which is not the one that goes.
    private static readonly FrozenSet<string> OfTheBody = new[]
    {
        "Content-Type", "Content-Encoding", "Content-Language", "Content-MD5", "Content-Digest", "Repr-Digest", "Digest",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public const string OwnPrefix = "breakwater-";

    private readonly Header[] configured;
    private readonly Header[] shown;
    private readonly FrozenSet<string> withheld;
    private readonly WebhookSigner? signer;

    public OutgoingHeaders(DestinationSettings destination)
    {
        configured = [.. destination.Headers.Select(header => new Header(header.Key, header.Value.Reveal()))];
        shown = [.. destination.Headers.Select(header => new Header(header.Key, Masked))];
        withheld = Withheld.Concat(destination.Headers.Select(header => header.Key)).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        signer = destination.SignSecrets.Count > 0 ? new WebhookSigner(destination.SignSecrets) : null;
    }

    /// <summary>False for headers that are Breakwater's or the connection's own: no transform sets them.</summary>
    public static bool MayBeSet(string name) =>
        !Withheld.Contains(name, StringComparer.OrdinalIgnoreCase) && !name.StartsWith(OwnPrefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>The headers of one attempt, and the same as they may be shown.</summary>
    public (IReadOnlyList<Header> Sent, IReadOnlyList<Header> Shown) For(
        DueDelivery due, int attempt, DateTimeOffset now, string? trace, Transformed? changed = null)
    {
        var evt = due.Event;
        var headers = new List<Header>(evt.Headers.Count + configured.Length + 10);
        for (var i = 0; i < evt.Headers.Count; i++)
        {
            var header = evt.Headers[i];
            if (!withheld.Contains(header.Name)
                && !header.Name.StartsWith(OwnPrefix, StringComparison.OrdinalIgnoreCase)
                && HeaderText.IsCarriable(header.Value)
                && (changed is null || !IsReplaced(header.Name, changed)))
            {
                headers.Add(header);
            }
        }

        AddChanged(headers, changed);
        var secretsAt = headers.Count;
        headers.AddRange(configured);
        AddOwn(headers, due, attempt, now, trace, (changed?.Body ?? evt.Body).Span);
        if (configured.Length == 0)
        {
            return (headers, headers);
        }

        var visible = headers.ToArray();
        shown.CopyTo(visible, secretsAt);
        return (headers, visible);
    }

    private void AddOwn(List<Header> headers, DueDelivery due, int attempt, DateTimeOffset now, string? trace, ReadOnlySpan<byte> body)
    {
        var evt = due.Event;
        var id = evt.Id.ToString();
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        headers.Add(new Header("webhook-id", id));
        headers.Add(new Header("webhook-timestamp", timestamp));
        if (signer is not null)
        {
            headers.Add(new Header("webhook-signature", signer.SignatureOf(id, timestamp, body)));
        }

        headers.Add(new Header("breakwater-source", HeaderText.Encode(evt.Source)));
        AddText(headers, "breakwater-event-type", evt.Type);
        AddText(headers, "breakwater-key", evt.Key);
        AddText(headers, "breakwater-version", evt.Version);
        if (evt.RecoveredBy is { } recovered)
        {
            headers.Add(new Header("breakwater-recovered", recovered.ToString()));
        }

        headers.Add(new Header("breakwater-delivery", due.Delivery.Id.ToString()));
        headers.Add(new Header("breakwater-attempt", attempt.ToString(CultureInfo.InvariantCulture)));
        headers.Add(new Header("traceparent", trace ?? TraceParent.Of(due, attempt)));
    }

    private static bool IsReplaced(string name, Transformed changed)
    {
        for (var i = 0; i < changed.Headers.Count; i++)
        {
            if (name.Equals(changed.Headers[i].Name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return OfTheBody.Contains(name);
    }

    private void AddChanged(List<Header> headers, Transformed? changed)
    {
        for (var i = 0; i < changed?.Headers.Count; i++)
        {
            var header = changed.Headers[i];
            if (MayBeSet(header.Name) && !withheld.Contains(header.Name) && HeaderText.IsCarriable(header.Value))
            {
                headers.Add(header);
            }
        }
    }

    private static void AddText(List<Header> headers, string name, string? text)
    {
        if (text is not null)
        {
            headers.Add(new Header(name, HeaderText.Encode(text)));
        }
    }
}
