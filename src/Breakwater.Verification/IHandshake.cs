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
/// <param name="Body">The body, at most 1 KiB.</param>
public sealed record HandshakeAnswer(int Status, string? ContentType, ReadOnlyMemory<byte> Body);
