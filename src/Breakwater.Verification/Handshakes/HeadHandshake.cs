namespace Breakwater.Verification.Handshakes;

/// <summary>Intercom looks with HEAD whether the URL is there when it is saved.</summary>
internal sealed class HeadHandshake : IHandshake
{
    private const int Ok = 200;

    /// <inheritdoc />
    public bool Signed => false;

    /// <inheritdoc />
    public HandshakeAnswer? Answer(SignedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Method == "HEAD" ? Challenge.Empty(Ok) : null;
    }
}
