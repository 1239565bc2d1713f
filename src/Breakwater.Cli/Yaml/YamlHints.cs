using System.Text.RegularExpressions;
using YamlDotNet.Core;

namespace Breakwater.Cli.Yaml;

/// <summary>Says what a syntax error usually means. Never quotes the file: what stands there may be secret.</summary>
internal static partial class YamlHints
{
    public static string Explain(string text, YamlException fault)
    {
        var line = LineOf(text, (int)fault.Start.Line);
        var before = LineOf(text, (int)fault.Start.Line - 1);
        if (UnquotedInBraces().IsMatch(line) || UnquotedInBraces().IsMatch(before))
        {
            return "not valid YAML: inside { … } and [ … ] a value with ${…} has to stand in quotes: \"${NAME}\"";
        }

        if (line.Length > 0 && line[..^line.TrimStart().Length].Contains('\t', StringComparison.Ordinal))
        {
            return "not valid YAML: the line is indented with a tab; YAML wants spaces";
        }

        // The parser's message holds names of YAML's pieces, and for some faults a character: only the sentence before any quotation is kept.
        var message = fault.Message;
        var colon = message.IndexOf("): ", StringComparison.Ordinal);
        message = colon >= 0 ? message[(colon + 3)..] : message;
        return "not valid YAML: " + Quoted().Replace(message, "…").TrimEnd('.', ' ');
    }

    private static string LineOf(string text, int number)
    {
        var start = 0;
        for (var line = 1; line < number && start >= 0; line++)
        {
            start = text.IndexOf('\n', start) + 1;
            if (start == 0)
            {
                return "";
            }
        }

        if (number < 1)
        {
            return "";
        }

        var end = text.IndexOf('\n', start);
        return end < 0 ? text[start..] : text[start..end];
    }

    [GeneratedRegex("""[{\[,:]\s*[^"'\s{}\[\],]*\$\{""", RegexOptions.NonBacktracking)]
    private static partial Regex UnquotedInBraces();

    [GeneratedRegex("'[^']{3,}'|\"[^\"]{3,}\"", RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();
}
