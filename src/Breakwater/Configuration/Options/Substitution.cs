using System.Text;

namespace Breakwater.Configuration.Options;

/// <summary>
/// Replaces <c>${NAME}</c>, <c>${NAME:-default}</c> and <c>${file:path}</c> inside one scalar value, after parsing: what is put in is
/// never read as structure, and never read again. <c>$${</c> is the literal <c>${</c>.
/// </summary>
internal sealed class Substitution(ConfigurationSurroundings surroundings)
{
    /// <summary>The greatest length of a referenced file, in characters.</summary>
    public const int MaxFile = 64 * 1024;

    private readonly HashSet<string> files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReferencedFile> read = new(StringComparer.Ordinal);

    /// <summary>The files that were named, read or not.</summary>
    public IReadOnlyCollection<string> Files => files;

    /// <summary>True when the text holds something to replace.</summary>
    public static bool Applies(string text) => text.Contains("${", StringComparison.Ordinal);

    /// <summary>The text with everything replaced, or null and why not. The reason never holds a value.</summary>
    public string? Replace(string text, out string? fault)
    {
        fault = null;
        var result = new StringBuilder(text.Length);
        var position = 0;
        while (true)
        {
            var start = text.IndexOf("${", position, StringComparison.Ordinal);
            if (start < 0)
            {
                return result.Append(text, position, text.Length - position).ToString();
            }

            if (start > position && text[start - 1] == '$')
            {
                result.Append(text, position, start - 1 - position).Append("${");
                position = start + 2;
                continue;
            }

            result.Append(text, position, start - position);
            var end = text.IndexOf('}', start);
            if (end < 0)
            {
                fault = "a ${ without its } (write $${ for a literal ${)";
                return null;
            }

            var value = Lookup(text[(start + 2)..end], out fault);
            if (value is null)
            {
                return null;
            }

            result.Append(value);
            position = end + 1;
        }
    }

    private string? Lookup(string reference, out string? fault)
    {
        if (reference.StartsWith("file:", StringComparison.Ordinal))
        {
            return Content(reference["file:".Length..], out fault);
        }

        var cut = reference.IndexOf(":-", StringComparison.Ordinal);
        var name = cut < 0 ? reference : reference[..cut];
        if (!IsName(name))
        {
            fault = "what stands in ${…} is not a variable's name; write ${NAME}, ${NAME:-default} or ${file:path}, and $${ for a literal ${";
            return null;
        }

        fault = null;
        var value = surroundings.Variable(name);
        if (cut >= 0)
        {
            return string.IsNullOrEmpty(value) ? reference[(cut + 2)..] : value;
        }

        if (value is null)
        {
            fault = $"the environment variable {name} is not set";
        }

        return value;
    }

    private string? Content(string path, out string? fault)
    {
        if (path.Length == 0)
        {
            fault = "${file:} names no file";
            return null;
        }

        files.Add(path);
        if (!read.TryGetValue(path, out var file))
        {
            read[path] = file = surroundings.ReadFile(path);
        }

        if (file.Text is null)
        {
            fault = $"the file '{path}' {file.Fault}";
            return null;
        }

        if (file.Text.Length > MaxFile)
        {
            fault = $"the file '{path}' is larger than 64 KiB";
            return null;
        }

        fault = null;
        return file.Text.EndsWith("\r\n", StringComparison.Ordinal) ? file.Text[..^2]
            : file.Text.EndsWith('\n') ? file.Text[..^1]
            : file.Text;
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 256 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
