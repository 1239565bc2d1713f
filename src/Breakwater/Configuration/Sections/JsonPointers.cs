namespace Breakwater.Configuration.Sections;

/// <summary>What a JSON Pointer (RFC 6901) may look like in a configuration.</summary>
internal static class JsonPointers
{
    public const int MaxLength = 512;

    /// <summary>Why a text is no JSON Pointer into a body, or null.</summary>
    public static string? Fault(string text)
    {
        if (!text.StartsWith('/'))
        {
            return "a JSON Pointer begins with /";
        }

        if (text.Length > MaxLength)
        {
            return "a JSON Pointer of more than 512 characters";
        }

        for (var i = text.IndexOf('~', StringComparison.Ordinal); i >= 0; i = text.IndexOf('~', i + 1))
        {
            if (i + 1 == text.Length || text[i + 1] is not ('0' or '1'))
            {
                return "in a JSON Pointer ~ is written ~0, and / inside a name ~1";
            }
        }

        return null;
    }
}
