namespace Breakwater.Verification.Handshakes;

/// <summary>A challenge in the query, echoed: Dropbox (<c>GET ?challenge=</c>) and Microsoft Graph (<c>POST ?validationToken=</c>).</summary>
internal sealed class QueryHandshake(string method, string parameter) : IHandshake
{
    /// <inheritdoc />
    public bool Signed => false;

    /// <inheritdoc />
    public HandshakeAnswer? Answer(SignedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Method == method && RequestParts.Query(request, parameter) is { } challenge ? Challenge.Echo(challenge) : null;
    }
}
