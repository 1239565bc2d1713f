namespace Breakwater.Storage;

/// <summary>A type as a search gives it, the same in every store: exactly, or with stars that stand for any run of characters.</summary>
public static class TypePattern
{
    /// <summary>True when it has no star.</summary>
    public static bool IsExact(string pattern) => !pattern.Contains('*', StringComparison.Ordinal);

    /// <summary>Says whether a type fits.</summary>
    /// <remarks>In time proportional to pattern times text at worst: a later star makes earlier ones forget their choices.</remarks>
    public static bool Fits(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int p = 0, t = 0, star = -1, resume = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = t;
            }
            else if (p < pattern.Length && pattern[p] == text[t])
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }
}
