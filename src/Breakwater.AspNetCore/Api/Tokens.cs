using System.Security.Cryptography;
using System.Text;
using Breakwater.Configuration;

namespace Breakwater.AspNetCore.Api;

/// <summary>The tokens of one configuration, as hashes.</summary>
internal sealed class Tokens(Settings settings)
{
    private const int LengthMost = 4_096;

    private readonly (byte[] Hash, TokenSettings Token)[] known =
        [.. settings.Admin.Tokens.Select(token => (SHA256.HashData(token.Token.RevealBytes()), token))];

    /// <summary>The configuration they are of.</summary>
    public Settings Settings => settings;

    /// <summary>True when none is configured.</summary>
    public bool None => known.Length == 0;

    /// <summary>
    /// The token that was shown; null when it is none of ours. Its hash is compared with every other in constant time: how long it
    /// takes says neither which token came close nor how close.
    /// </summary>
    public TokenSettings? Find(ReadOnlySpan<char> shown)
    {
        if (shown.Length is 0 or > LengthMost)
        {
            return null;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(shown.Length)];
        SHA256.HashData(bytes.AsSpan(0, Encoding.UTF8.GetBytes(shown, bytes)), hash);
        CryptographicOperations.ZeroMemory(bytes);
        TokenSettings? found = null;
        foreach (var (candidate, token) in known)
        {
            found = CryptographicOperations.FixedTimeEquals(candidate, hash) ? token : found;
        }

        return found;
    }
}
