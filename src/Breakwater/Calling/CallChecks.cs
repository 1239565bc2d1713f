using System.Buffers;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Receiving;

namespace Breakwater.Calling;

/// <summary>Whether a call can be made as it is asked for. Pure.</summary>
internal static class CallChecks
{
    private const int MethodLength = 32;

    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly KeptHeaders Kept = new(["Prefer", "traceparent", "tracestate", "webhook-id", "webhook-timestamp", "webhook-signature"]);

    /// <summary>Why the call cannot be made; null when it can.</summary>
    public static Reception.Refused? Fault(CallRequest call, Settings settings) =>
        Place(call, settings)
        ?? MethodFault(call)
        ?? (CallPath.Fault(call.Path) is { } path ? new Reception.Refused(400, "path-refused", path) : null)
        ?? (call.Body.Length > Limits.CallBody
            ? new Reception.Refused(413, "body-too-large", $"the body has {call.Body.Length} bytes; a call takes {Limits.CallBody}")
            : null)
        ?? Text("key", call.Key)
        ?? Text("idempotency key", call.IdempotencyKey);

    /// <summary>Of the headers of a request those that go on with the call: no secrets, nothing of the connection, nothing that the destination sets.</summary>
    public static IReadOnlyList<Header> KeptOf(IReadOnlyList<Header> headers, DestinationSettings destination) =>
    [
        .. Kept.Of(headers).Where(header =>
            !header.Name.StartsWith("breakwater-", StringComparison.OrdinalIgnoreCase)
            && !header.Name.Equals(destination.IdempotencyHeader, StringComparison.OrdinalIgnoreCase)
            && !header.Name.Equals("Idempotency-Key", StringComparison.OrdinalIgnoreCase)
            && !destination.Headers.Any(own => own.Key.Equals(header.Name, StringComparison.OrdinalIgnoreCase))),
    ];

    private static Reception.Refused? Place(CallRequest call, Settings settings)
    {
        if (!settings.Destinations.TryGetValue(call.Destination, out var destination))
        {
            return new(422, "destination-unknown", "destination names none of the configured destinations");
        }

        if (destination.Retired)
        {
            return new(422, "destination-retired", $"the destination {call.Destination} is retired: what it is owed is worked off, and nothing new is taken for it");
        }

        return call.Reply is { } reply && settings.Destinations.GetValueOrDefault(reply) is not { Retired: false }
            ? new(422, "destination-unknown", "reply names none of the configured destinations, or a retired one")
            : null;
    }

    private static Reception.Refused? MethodFault(CallRequest call)
    {
        if (call.Method.Length is 0 or > MethodLength || call.Method.AsSpan().ContainsAnyExcept(Token))
        {
            return new(400, "invalid-request", "method is an HTTP method, like POST");
        }

        if (call.Method is "CONNECT" or "TRACE")
        {
            return new(400, "invalid-request", $"{call.Method} is not a request to a platform and can't be called");
        }

        return call.Method is "GET" or "HEAD" && !call.Body.IsEmpty
            ? new(400, "invalid-request", $"a {call.Method} has no body: leave it out, or use another method")
            : null;
    }

    private static Reception.Refused? Text(string name, string? text) => text switch
    {
        null => null,
        { Length: 0 or > Limits.IdentityLength } => new(400, "invalid-request", $"the {name} has 1 to {Limits.IdentityLength} characters"),
        _ when name == "idempotency key" && text.AsSpan().ContainsAnyExceptInRange(' ', '~') =>
            new(400, "invalid-request", "the idempotency key is of printable ASCII characters: it goes into a header"),
        _ => null,
    };
}
