using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Delivering;

/// <summary>Makes the request that asks a platform whether an earlier one took effect.</summary>
internal static class CheckRequest
{
    /// <summary>The request, and its headers as they may be shown; no request where its path would leave the destination's url.</summary>
    public static (TransportRequest? Request, IReadOnlyList<Header> Shown) Of(DestinationSettings destination, DueDelivery due, int number, string? trace)
    {
        var path = Filled(destination.Check!.Path, due);
        if (CallPath.Fault(path) is not null)
        {
            return (null, []);
        }

        List<Header> sent = [.. destination.Headers.Select(header => new Header(header.Key, header.Value.Reveal()))];
        Header[] own =
        [
            new("breakwater-delivery", due.Delivery.Id.ToString()),
            new("breakwater-attempt", $"{number}"),
            new("traceparent", trace ?? TraceParent.Of(due, number)),
        ];
        var request = new TransportRequest
        {
            Destination = destination,
            Url = CallPath.Target(Root(destination.Url, due), path),
            Method = "GET",
            Headers = [.. sent, .. own],
            Body = default,
            KeepBytes = Math.Max(destination.MaxAnswer, Limits.AnswerBytesKept + 1),
        };
        return (request, [.. destination.Headers.Select(header => new Header(header.Key, OutgoingHeaders.Masked)), .. own]);
    }

    /// <summary>A call's destination is the root of its paths. That of events is one address: what can be asked there lies beside it, at its host.</summary>
    private static Uri Root(Uri url, DueDelivery due) => CallEvent.IsCall(due.Event) ? url : new UriBuilder(url) { Path = "/" }.Uri;

    private static string Filled(string path, DueDelivery due)
    {
        var call = CallEvent.Read(due.Event);
        var idempotency = call is null ? due.Event.Id.ToString() : call.IdempotencyKey ?? CallEvent.IdOf(due.Event).ToString();
        return path
            .Replace("{idempotencyKey}", Uri.EscapeDataString(idempotency), StringComparison.Ordinal)
            .Replace("{eventId}", Uri.EscapeDataString(due.Event.Id.ToString()), StringComparison.Ordinal)
            .Replace("{deliveryId}", Uri.EscapeDataString(due.Delivery.Id.ToString()), StringComparison.Ordinal)
            .Replace("{key}", Uri.EscapeDataString(due.Event.Key ?? ""), StringComparison.Ordinal);
    }
}
