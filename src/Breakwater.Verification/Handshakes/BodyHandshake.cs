using Breakwater.Verification.Json;

namespace Breakwater.Verification.Handshakes;

/// <summary>A signed request that is known by its body and only wants a status: Discord's ping, Xero's intent to receive.</summary>
/// <param name="status">The status.</param>
/// <param name="present">A pointer that must point at this text.</param>
/// <param name="text">The text; null for anything.</param>
/// <param name="absent">A pointer that must point at nothing.</param>
internal sealed class BodyHandshake(int status, string present, string? text, string absent) : IHandshake
{
    private readonly PointerSet pointers = new([present, absent]);

    /// <inheritdoc />
    public bool Signed => true;

    /// <inheritdoc />
    public HandshakeAnswer? Answer(SignedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Span<PointerValue> found = new PointerValue[pointers.Pointers.Count];
        return request.Method == "POST" && pointers.Read(request.Body.Span, found) is null
            && found[0].Kind != PointerKind.Absent && (text is null || found[0].Text == text) && found[1].Kind == PointerKind.Absent
                ? Challenge.Empty(status)
                : null;
    }
}
