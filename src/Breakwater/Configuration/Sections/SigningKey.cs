namespace Breakwater.Configuration.Sections;

/// <summary>What a Standard Webhooks key looks like: base64 of 16 to 64 bytes (at least 24 are advised), usually after <c>whsec_</c>.</summary>
internal static class SigningKey
{
    private const string Prefix = "whsec_";

    /// <summary>Why a text is no key, or null; the reason never holds the text.</summary>
    public static string? Fault(string text)
    {
        var encoded = text.StartsWith(Prefix, StringComparison.Ordinal) ? text.AsSpan(Prefix.Length) : text;
        Span<byte> bytes = stackalloc byte[128];
        if (!Convert.TryFromBase64Chars(encoded, bytes, out var length))
        {
            return "is no base64 (a key is made with: openssl rand -base64 32)";
        }

        return length is >= 16 and <= 64 ? null : "is a key of the wrong length";
    }
}
