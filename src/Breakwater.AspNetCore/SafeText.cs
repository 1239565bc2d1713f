namespace Breakwater.AspNetCore;

/// <summary>Text from outside on its way into a message.</summary>
internal static class SafeText
{
    private const int Most = 100;

    /// <summary>Control characters become <c>?</c>, and a long text is cut.</summary>
    public static string Cut(string text)
    {
        var cut = text.Length > Most ? string.Concat(text.AsSpan(0, Most), "…") : text;
        return cut.Any(char.IsControl) ? string.Concat(cut.Select(c => char.IsControl(c) ? '?' : c)) : cut;
    }
}
