using System.Collections.Frozen;
using System.Globalization;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Delivering;

/// <summary>
/// What a platform receives with a call: the caller's headers, then the destination's with its credentials, then the idempotency key under
/// the name that the platform expects, the same at every attempt. Made once per configuration of a destination.
/// </summary>
internal sealed class CallHeaders
{
    private readonly Header[] configured;
    private readonly FrozenSet<string> withheld;
    private readonly string keyName;
    private readonly bool keyIsConfigured;
    private readonly WebhookSigner? signer;

    public CallHeaders(DestinationSettings destination)
    {
        configured = [.. destination.Headers.Select(header => new Header(header.Key, header.Value.Reveal()))];
        keyName = destination.IdempotencyHeader;
        withheld = OutgoingHeaders.Withheld.Append(keyName).Concat(destination.Headers.Select(header => header.Key))
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        keyIsConfigured = destination.Headers.Any(header => header.Key.Equals(keyName, StringComparison.OrdinalIgnoreCase));
        signer = destination.SignSecrets.Count > 0 ? new WebhookSigner(destination.SignSecrets) : null;
    }

    /// <summary>The headers of one attempt, and the same as they may be shown.</summary>
    public (IReadOnlyList<Header> Sent, IReadOnlyList<Header> Shown) For(
        CallRequest call, DueDelivery due, int attempt, DateTimeOffset now, string? trace)
    {
        var sent = new List<Header>(call.Headers.Count + configured.Length + 7);
        foreach (var header in call.Headers)
        {
            if (!withheld.Contains(header.Name)
                && !header.Name.StartsWith(OutgoingHeaders.OwnPrefix, StringComparison.OrdinalIgnoreCase)
                && HeaderText.IsCarriable(header.Value))
            {
                sent.Add(header);
            }
        }

        var secretsAt = sent.Count;
        sent.AddRange(configured);
        AddOwn(sent, call, due, attempt, now, trace);
        var shown = sent.ToArray();
        for (var i = secretsAt; i < secretsAt + configured.Length; i++)
        {
            shown[i] = new Header(shown[i].Name, OutgoingHeaders.Masked);
        }

        return (sent, shown);
    }

    private void AddOwn(List<Header> headers, CallRequest call, DueDelivery due, int attempt, DateTimeOffset now, string? trace)
    {
        var id = CallEvent.IdOf(due.Event).ToString();
        if (!keyIsConfigured)
        {
            headers.Add(new Header(keyName, call.IdempotencyField ?? call.IdempotencyKey ?? id));
        }

        if (signer is not null)
        {
            var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            headers.Add(new Header("webhook-id", id));
            headers.Add(new Header("webhook-timestamp", timestamp));
            headers.Add(new Header("webhook-signature", signer.SignatureOf(id, timestamp, call.Body.Span)));
        }

        headers.Add(new Header("breakwater-call", id));
        headers.Add(new Header("breakwater-attempt", attempt.ToString(CultureInfo.InvariantCulture)));
        headers.Add(new Header("traceparent", trace ?? TraceParent.Of(due, attempt)));
    }
}
