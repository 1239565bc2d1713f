namespace Breakwater.Receiving;

/// <summary>An event that the product itself publishes through the API.</summary>
public sealed record Publication
{
    /// <summary>The source's name; it must be configured.</summary>
    public required string Source { get; init; }

    /// <summary>The type.</summary>
    public required string Type { get; init; }

    /// <summary>What makes two publications the same event; null: each one is new.</summary>
    public string? Id { get; init; }

    /// <summary>The key.</summary>
    public string? Key { get; init; }

    /// <summary>The version.</summary>
    public string? Version { get; init; }

    /// <summary>When it happened, where the product says: RFC 3339, or Unix seconds or milliseconds. What cannot be read is no time.</summary>
    public string? Time { get; init; }

    /// <summary>The body that destinations receive, byte for byte as it stood in the request.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The body's content type.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>The caller's W3C trace context, if it sent one.</summary>
    public string? TraceParent { get; init; }
}
