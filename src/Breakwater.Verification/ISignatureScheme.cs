namespace Breakwater.Verification;

/// <summary>One way to sign requests, with its keys. Immutable and safe for concurrent use.</summary>
public interface ISignatureScheme
{
    /// <summary>
    /// Says whether a request is genuine. Raw bytes only, constant-time comparison, never an exception for bad input. A header of the
    /// scheme that comes twice is refused, unless the scheme allows it.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="now">The moment of arrival.</param>
    /// <param name="tolerance">How far a signed time may lie from <paramref name="now"/>.</param>
    Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance);

    /// <summary>
    /// The headers that a genuine sender would add, signed with the first secret: for <c>send</c>, drills and tests. Schemes whose
    /// private half we do not have give null.
    /// </summary>
    /// <param name="request">The request without its signature; headers that are signed (an id) must be there already.</param>
    /// <param name="now">The moment of signing.</param>
    IReadOnlyList<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now);
}
