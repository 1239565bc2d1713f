using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Breakwater.Configuration;
using Breakwater.Storage;

namespace Breakwater.AspNetCore;

/// <summary>
/// How a token is made: 256 random bits behind a word by which secret scanners know it. There is nothing to guess in it, so that its
/// SHA-256 is enough to keep; slow hashes are for what people think up.
/// </summary>
public static class TokenText
{
    /// <summary>What every token begins with.</summary>
    public const string Prefix = "bwt_";

    /// <summary>The greatest length of a token's name.</summary>
    public const int NameLength = 64;

    /// <summary>What a name looks like, in words.</summary>
    public const string NameForm = "1 to 64 letters, digits and . _ - @, a letter or digit first";

    private const int Bytes = 32;

    /// <summary>A new token: its text, to be shown once, and what is kept of it.</summary>
    /// <param name="name">Who it is given to.</param>
    /// <param name="role">What it allows.</param>
    /// <param name="creator">Who makes it.</param>
    /// <param name="now">The moment.</param>
    public static (string Text, StoredToken Kept) Make(string name, Role role, string creator, DateTimeOffset now)
    {
        var text = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
        return (text, new StoredToken
        {
            Name = name,
            Hash = SHA256.HashData(Encoding.UTF8.GetBytes(text)),
            Role = role,
            CreatedAt = now,
            CreatedBy = creator,
        });
    }

    /// <summary>True for a name that a token can have: it stands in logs, in paths and in the audit log.</summary>
    public static bool IsName(string? name) =>
        name is { Length: > 0 and <= NameLength }
        && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '@');
}
