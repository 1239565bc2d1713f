namespace Breakwater.Verification;

/// <summary>What a provider asks before it sends events: a challenge to be echoed, a ping to be answered. Never an event.</summary>
public interface IHandshake
{
    /// <summary>True when the signature must be right before the handshake is answered.</summary>
    bool Signed { get; }

    /// <summary>The answer, when the request is this provider's handshake; else null.</summary>
    HandshakeAnswer? Answer(SignedRequest request);
}

/// <summary>An answer to a handshake.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The content type; null for an empty body.</param>
/// <param name="Body">The body, at most some KiB: a challenge of at most 1 KiB and what belongs around it.</param>
public sealed record HandshakeAnswer(int Status, string? ContentType, ReadOnlyMemory<byte> Body)
{
    /// <summary>Headers beside the content type.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Why the handshake was refused, in words: it is a rejection then. Null when it was answered.</summary>
    public string? Refusal { get; init; }

    /// <summary>
    /// An address of the provider that has to be visited (GET) before this answer leaves, on a host that the provider's own code allows;
    /// null for none. An answer that is not 2xx means that the handshake has not happened.
    /// </summary>
    public Uri? Visit { get; init; }

    /// <summary>A handshake that is refused.</summary>
    public static HandshakeAnswer Refuse(int status, string reason) => new(status, null, ReadOnlyMemory<byte>.Empty) { Refusal = reason };
}
