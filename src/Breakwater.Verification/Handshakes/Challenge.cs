using System.Text;

namespace Breakwater.Verification.Handshakes;

/// <summary>A challenge on its way back: plain text, bounded.</summary>
internal static class Challenge
{
    /// <summary>Bytes of a challenge that are echoed; the longest of any provider has some 500.</summary>
    public const int MaxBytes = 1024;

    private const int Ok = 200;
    private const int BadRequest = 400;

    public static HandshakeAnswer Echo(string? challenge)
    {
        var bytes = Encoding.UTF8.GetBytes(challenge ?? "");
        return bytes.Length is > 0 and <= MaxBytes
            ? new HandshakeAnswer(Ok, "text/plain", bytes)
            : new HandshakeAnswer(BadRequest, "text/plain", "the challenge is missing, or longer than 1 KiB"u8.ToArray());
    }

    public static HandshakeAnswer Json(string json) => new(Ok, "application/json", Encoding.UTF8.GetBytes(json));

    public static HandshakeAnswer Empty(int status) => new(status, null, ReadOnlyMemory<byte>.Empty);

    public static bool IsWithinBounds(string challenge) => challenge.Length > 0 && Encoding.UTF8.GetByteCount(challenge) <= MaxBytes;
}
