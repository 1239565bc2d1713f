using Breakwater.Verification.Keys;

namespace Breakwater.Cli.Sending;

/// <summary>What <c>send</c> was asked for.</summary>
internal sealed record Order
{
    public required Uri Url { get; init; }

    /// <summary>The body; null for a sample.</summary>
    public byte[]? Body { get; init; }

    public string? Type { get; init; }

    public string? Key { get; init; }

    public required int Count { get; init; }

    /// <summary>Each request goes out twice.</summary>
    public bool Duplicate { get; init; }

    public bool Shuffle { get; init; }

    public bool BadSignature { get; init; }

    /// <summary>A private key of one's own, for schemes with public keys; null for none.</summary>
    public PrivateKey? PrivateKey { get; init; }
}
