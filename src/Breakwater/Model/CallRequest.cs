namespace Breakwater.Model;

/// <summary>A request of the product to a platform, to be recorded first and made afterwards.</summary>
public sealed record CallRequest
{
    /// <summary>The name of the destination; its address, credentials and policy are the configuration's.</summary>
    public required string Destination { get; init; }

    /// <summary>The HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>What follows the destination's address, with the query: empty, or from a slash on; percent-encoded, and sent as it is.</summary>
    public required string Path { get; init; }

    /// <summary>The caller's headers: never credentials, cookies or what belongs to a connection.</summary>
    public IReadOnlyList<Header> Headers { get; init; } = [];

    /// <summary>The body, byte for byte.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Which entity it is about; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>What makes two requests the same call; null: each one is new, and its own id stands in for the platform.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The same as it stood in the caller's header, in quotes perhaps: so it goes on to the platform. Null where it stood bare.</summary>
    public string? IdempotencyField { get; init; }

    /// <summary>The destination that is told how the call ended; null for none.</summary>
    public string? Reply { get; init; }

    /// <summary>The caller's W3C trace context, if it sent one.</summary>
    public string? TraceParent { get; init; }
}
