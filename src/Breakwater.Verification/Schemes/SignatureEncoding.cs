using System.Buffers.Text;

namespace Breakwater.Verification.Schemes;

/// <summary>How the bytes of a signature are written.</summary>
internal enum SignatureEncoding
{
    Hex = 0,
    Base64 = 1,
}

/// <summary>Strict decoding: what a lenient decoder would skip (white space, odd ends) makes a text that is no signature.</summary>
internal static class SignatureText
{
    /// <summary>The bytes; null when the text is not in that encoding.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text, SignatureEncoding encoding) =>
        encoding == SignatureEncoding.Hex ? DecodeHex(text) : DecodeBase64(text);

    public static string Encode(ReadOnlySpan<byte> bytes, SignatureEncoding encoding) =>
        encoding == SignatureEncoding.Hex ? Convert.ToHexStringLower(bytes) : Convert.ToBase64String(bytes);

    private static byte[]? DecodeHex(ReadOnlySpan<char> text)
    {
        var bytes = new byte[text.Length / 2];
        var status = Convert.FromHexString(text, bytes, out _, out _);
        return status == System.Buffers.OperationStatus.Done ? bytes : null;
    }

    private static byte[]? DecodeBase64(ReadOnlySpan<char> text)
    {
        var spaced = text.IndexOfAny(" \t\r\n") >= 0;
        if (spaced || !Base64.IsValid(text, out var length))
        {
            return null;
        }

        var bytes = new byte[length];
        return Convert.TryFromBase64Chars(text, bytes, out var written) && written == length ? bytes : null;
    }
}
