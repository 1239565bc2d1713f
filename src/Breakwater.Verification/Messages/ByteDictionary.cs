namespace Breakwater.Verification.Messages;

/// <summary>A dictionary of byte sequences: <c>Signature</c> (RFC 9421) and <c>Content-Digest</c> (RFC 9530).</summary>
internal static class ByteDictionary
{
    private const int MaxItems = 8;

    /// <summary>The members; null when it is malformed, names one twice or lists too many.</summary>
    public static IReadOnlyDictionary<string, byte[]>? Parse(string text)
    {
        var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var at = new FieldReader(text);
        do
        {
            at.SkipBlanks();
            if (at.Key() is not { } name || !at.Take('=') || at.Bytes() is not { } bytes || !found.TryAdd(name, bytes) || found.Count > MaxItems)
            {
                return null;
            }

            at.SkipBlanks();
        }
        while (at.Take(','));
        return at.AtEnd ? found : null;
    }
}
