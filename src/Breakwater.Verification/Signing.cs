namespace Breakwater.Verification;

/// <summary>A scheme whose signature stands in the body or the URL, so that signing changes more than headers.</summary>
public interface IWholeSigner
{
    /// <summary>The request as a genuine sender would send it; null when it cannot be signed.</summary>
    SignedRequest? SignWhole(SignedRequest request, DateTimeOffset now);

    /// <summary>A signed request whose signature is wrong, and nothing else: for rehearsals of what the door refuses.</summary>
    SignedRequest Spoil(SignedRequest signed);
}

/// <summary>A scheme whose sender signs with a private key.</summary>
public interface IPrivateKeyScheme
{
    /// <summary>The headers that the owner of the key would add; null when the key is not of this scheme's kind.</summary>
    IReadOnlyList<KeyValuePair<string, string>>? SignWith(Keys.PrivateKey key, SignedRequest request, DateTimeOffset now);
}

/// <summary>Makes signatures wrong.</summary>
internal static class Spoiling
{
    /// <summary>The last header's value with another first letter.</summary>
    public static SignedRequest LastHeader(SignedRequest signed) => signed with
    {
        Headers = [.. signed.Headers.SkipLast(1), KeyValuePair.Create(signed.Headers[^1].Key, Other(signed.Headers[^1].Value))],
    };

    /// <summary>Another text of the same length.</summary>
    public static string Other(string text) => text.Length == 0 ? "x" : (text[0] == 'a' ? 'b' : 'a') + text[1..];
}

/// <summary>Signs whole requests, wherever their scheme puts the signature.</summary>
public static class Signing
{
    /// <summary>The request as a genuine sender would send it; null when only the sender could.</summary>
    /// <param name="scheme">The scheme, with its secrets.</param>
    /// <param name="request">The request without its signature.</param>
    /// <param name="now">The moment of signing.</param>
    /// <param name="key">A private key for schemes that need one; null when there is none.</param>
    public static SignedRequest? SignRequest(this ISignatureScheme scheme, SignedRequest request, DateTimeOffset now, Keys.PrivateKey? key)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        ArgumentNullException.ThrowIfNull(request);
        if (scheme is IWholeSigner whole)
        {
            return whole.SignWhole(request, now);
        }

        var headers = key is not null && scheme is IPrivateKeyScheme asymmetric ? asymmetric.SignWith(key, request, now) : scheme.Sign(request, now);
        return headers is null ? null : request with { Headers = [.. request.Headers, .. headers] };
    }
}
