using System.Security.Cryptography;

namespace Breakwater.Verification.Schemes;

/// <summary>Digests compared like signatures: in constant time, all of them, never ending early.</summary>
internal static class Digests
{
    /// <summary>True when one of the expected digests is the given one; null is never right.</summary>
    public static bool Match(IEnumerable<byte[]> expected, byte[]? given)
    {
        var right = false;
        foreach (var digest in expected)
        {
            right |= CryptographicOperations.FixedTimeEquals(digest, given);
        }

        return right;
    }
}
