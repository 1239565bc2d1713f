namespace Breakwater.Docs.Tests;

/// <summary>A fenced example of a page: its language, its lines and where it stands.</summary>
internal sealed record Block(string Page, int Line, string Language, IReadOnlyList<string> Lines)
{
    public string Text => string.Join('\n', Lines) + "\n";

    public override string ToString() => $"{Page}:{Line}";

    /// <summary>The pages that users read, relative to the root.</summary>
    public static IReadOnlyList<string> Pages { get; } =
    [
        "README.md",
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md").Select(path => "docs/" + Path.GetFileName(path)).Order(StringComparer.Ordinal),
    ];

    /// <summary>The fenced blocks of a page in a language.</summary>
    public static IReadOnlyList<Block> In(string page, string language)
    {
        List<Block> blocks = [];
        List<string>? open = null;
        var (opened, found) = (0, "");
        foreach (var (line, number) in File.ReadLines(Path.Combine(Repository.Root, page)).Select((line, index) => (line, index + 1)))
        {
            if (!line.StartsWith("```", StringComparison.Ordinal))
            {
                open?.Add(line);
            }
            else if (open is null)
            {
                (open, opened, found) = ([], number, line[3..].Trim());
            }
            else
            {
                blocks.Add(new Block(page, opened, found, open));
                open = null;
            }
        }

        return [.. blocks.Where(block => block.Language == language)];
    }
}
