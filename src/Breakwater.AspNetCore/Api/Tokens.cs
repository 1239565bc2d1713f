using System.Security.Cryptography;
using System.Text;
using Breakwater.Configuration;
using Breakwater.Storage;

namespace Breakwater.AspNetCore.Api;

/// <summary>Whom a token was given to.</summary>
/// <param name="Name">The name.</param>
/// <param name="Role">What it allows.</param>
/// <param name="Hash">The SHA-256 of the token.</param>
internal sealed record Holder(string Name, Role Role, ReadOnlyMemory<byte> Hash);

/// <summary>The tokens in force, as hashes: those of one configuration and those of the store at one moment.</summary>
internal sealed class Tokens
{
    private const int LengthMost = 4_096;

    private readonly Holder[] holders;

    public Tokens(Settings settings, IReadOnlyList<StoredToken> stored)
    {
        Settings = settings;
        Stored = stored;
        holders =
        [
            .. settings.Admin.Tokens.Select(token => new Holder(token.Name, token.Role, SHA256.HashData(token.Token.RevealBytes()))),
            .. stored.Select(token => new Holder(token.Name, token.Role, token.Hash)),
        ];
    }

    /// <summary>The configuration they are of.</summary>
    public Settings Settings { get; }

    /// <summary>Those that were made with <c>breakwater token</c>.</summary>
    public IReadOnlyList<StoredToken> Stored { get; }

    /// <summary>True when there is none at all.</summary>
    public bool None => holders.Length == 0;

    /// <summary>
    /// Whose token was shown; null when it is none of ours. Its hash is compared with every other in constant time: how long it takes says
    /// neither which token came close nor how close.
    /// </summary>
    public Holder? Find(ReadOnlySpan<char> shown)
    {
        if (shown.Length is 0 or > LengthMost)
        {
            return null;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(shown.Length)];
        SHA256.HashData(bytes.AsSpan(0, Encoding.UTF8.GetBytes(shown, bytes)), hash);
        CryptographicOperations.ZeroMemory(bytes);
        Holder? found = null;
        foreach (var candidate in holders)
        {
            found = CryptographicOperations.FixedTimeEquals(candidate.Hash.Span, hash) ? candidate : found;
        }

        return found;
    }

    /// <summary>True while this very token is in force with this role.</summary>
    public bool Has(Holder holder) =>
        holders.Any(known => known.Name == holder.Name && known.Role == holder.Role && known.Hash.Span.SequenceEqual(holder.Hash.Span));
}
