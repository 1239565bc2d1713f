using System.Text;
using System.Text.Unicode;
using Breakwater.Configuration;

namespace Breakwater.Cli.Yaml;

/// <summary>A YAML file, or text, as a tree and what is wrong with it before anybody asks what it means.</summary>
/// <param name="Root">The tree; null when there is none to speak of.</param>
/// <param name="Errors">Why not, or the names that stand twice.</param>
internal sealed record YamlFile(ConfigurationNode? Root, IReadOnlyList<ConfigurationError> Errors)
{
    private const int MaxRepeated = 100;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    public static YamlFile Read(string path, FileSet files)
    {
        var (bytes, fault) = files.Read(Path.GetFullPath(path), ConfigurationFile.MaxBytes);
        if (bytes is null)
        {
            return Failed(path, 0, 0, $"the file {fault}");
        }

        try
        {
            return Parse(Strict.GetString(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(3) : bytes), path);
        }
        catch (DecoderFallbackException)
        {
            return Failed(path, FirstBadLine(bytes), 1, "this line is not valid UTF-8");
        }
    }

    /// <summary>Reads a text as if it stood in a file of this name.</summary>
    public static YamlFile Parse(string text, string path)
    {
        try
        {
            var (root, repeated) = YamlTree.Parse(text);
            return root is null or ConfigurationNode.Scalar { IsNull: true }
                ? Failed(path, 0, 0, "the file is empty")
                : new YamlFile(root, [.. repeated.Take(MaxRepeated).Select(key => Repeated(path, key))]);
        }
        catch (YamlFault fault)
        {
            return Failed(path, fault.Line, fault.Column, fault.Message);
        }
    }

    private static ConfigurationError Repeated(string path, ConfigurationNode.Scalar key) => new()
    {
        File = path,
        Line = key.Line,
        Column = key.Column,
        Message = $"the name '{(key.Text.Length <= 60 ? key.Text : key.Text[..60] + "…")}' stands twice in its mapping",
    };

    private static YamlFile Failed(string path, int line, int column, string message) =>
        new(null, [new ConfigurationError { File = path, Line = line, Column = column, Message = message }]);

    private static int FirstBadLine(byte[] bytes)
    {
        var line = 1;
        foreach (var range in bytes.AsSpan().Split((byte)'\n'))
        {
            if (!Utf8.IsValid(bytes.AsSpan(range)))
            {
                break;
            }

            line++;
        }

        return line;
    }
}
