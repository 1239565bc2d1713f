using System.Security.Cryptography;
using System.Text;

namespace Breakwater.Verification.Schemes;

/// <summary>
/// Texts that sender and receiver share, kept as hashes: comparing hashes takes the same time whatever was sent, and however long it is.
/// </summary>
internal sealed class SharedTexts(IEnumerable<string> texts)
{
    private readonly byte[][] hashes = [.. texts.Select(Hash)];

    public bool Match(string given)
    {
        var hash = Hash(given);
        var right = false;
        foreach (var known in hashes)
        {
            right |= CryptographicOperations.FixedTimeEquals(known, hash);
        }

        return right;
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
