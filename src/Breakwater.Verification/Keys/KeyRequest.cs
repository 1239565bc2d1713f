namespace Breakwater.Verification.Keys;

/// <summary>
/// A key that a request says it was signed with, and where the platform publishes it. A scheme only makes one for an address that it
/// allows by itself (exact host, https): whoever fetches need not judge it again, and follows no redirect.
/// </summary>
public sealed record KeyRequest
{
    /// <summary>What the key is kept under: its address, with the key's id where several stand at one.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is fetched.</summary>
    public required Uri Url { get; init; }

    /// <summary>A JSON body to post; null to get. It may hold credentials, and is never shown.</summary>
    public string? Post { get; init; }

    /// <summary>Reads the key from what came, at a moment.</summary>
    public required Func<ReadOnlyMemory<byte>, DateTimeOffset, KeyReading> Read { get; init; }

    /// <summary>Never what is posted.</summary>
    public override string ToString() => $"KeyRequest({Name})";
}
