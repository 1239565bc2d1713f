using Breakwater.Verification.Keys;

namespace Breakwater.Verification;

/// <summary>
/// A scheme whose key is published by the platform and named by the request. Verifying never fetches: the scheme says which key it
/// needs, someone with time and bounds finds it, and the request is verified again with it.
/// </summary>
public interface IKeyedScheme : ISignatureScheme
{
    /// <summary>
    /// The key that has to be fetched for a request; null when none has to, and <see cref="ISignatureScheme.Verify"/> says all. Whatever
    /// can be refused without the key is refused before.
    /// </summary>
    KeyRequest? KeyOf(SignedRequest request);

    /// <summary>Says whether a request is genuine, with the key that <see cref="KeyOf"/> asked for.</summary>
    /// <param name="request">The request.</param>
    /// <param name="now">The moment of arrival.</param>
    /// <param name="tolerance">How far a signed time may lie from <paramref name="now"/>.</param>
    /// <param name="key">The key.</param>
    Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance, PublicKey key);
}
