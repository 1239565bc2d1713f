namespace Breakwater.Verification;

/// <summary>A request as it came: what a scheme verifies. Nothing of it is parsed or trusted yet.</summary>
public sealed record SignedRequest
{
    /// <summary>The HTTP method, upper case.</summary>
    public required string Method { get; init; }

    /// <summary>The URL as the sender used it, with query; the path alone where the host is not known.</summary>
    public required string Url { get; init; }

    /// <summary>The header lines in their order; a name may repeat.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>The body, byte for byte as sent.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}
