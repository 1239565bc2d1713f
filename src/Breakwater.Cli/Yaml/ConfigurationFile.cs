using System.Text;
using Breakwater.Configuration;

namespace Breakwater.Cli.Yaml;

/// <summary>Reads <c>breakwater.yaml</c>.</summary>
internal static class ConfigurationFile
{
    /// <summary>The greatest length of a configuration, in bytes.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file and everything that it refers to. Never throws for what is wrong with them.</summary>
    public static LoadedConfiguration Load(string path, Func<string, string?> environment)
    {
        var files = new FileSet(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        var main = files.Read(System.IO.Path.GetFullPath(path), MaxBytes);
        return main.Bytes is { } bytes
            ? LoadBytes(path, bytes, environment, files)
            : Failed(path, files, new ConfigurationError { File = path, Message = $"the configuration {main.Fault}" });
    }

    /// <summary>Reads the file that <c>--config</c> names, from the user's folder and with the user's environment.</summary>
    public static LoadedConfiguration Load(string config, CommandContext context)
    {
        var loaded = Load(System.IO.Path.GetFullPath(config, context.Folder), context.Environment);
        return loaded with
        {
            Path = config,
            Errors = [.. loaded.Errors.Select(e => e with { File = config })],
            Warnings = [.. loaded.Warnings.Select(e => e with { File = config })],
        };
    }

    /// <summary>Reads a text as if it stood in a file of this name; the files that it refers to are looked for from that file's folder.</summary>
    public static LoadedConfiguration LoadText(string text, string path, Func<string, string?> environment) =>
        LoadText(text, path, environment, new FileSet(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!));

    private static LoadedConfiguration LoadBytes(string path, byte[] bytes, Func<string, string?> environment, FileSet files)
    {
        string text;
        try
        {
            text = Strict.GetString(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(3) : bytes);
        }
        catch (DecoderFallbackException)
        {
            return Failed(path, files, new ConfigurationError { File = path, Line = FirstBadLine(bytes), Column = 1, Message = "this line is not valid UTF-8" });
        }

        return LoadText(text, path, environment, files);
    }

    private static LoadedConfiguration LoadText(string text, string path, Func<string, string?> environment, FileSet files)
    {
        ConfigurationNode? root;
        IReadOnlyList<ConfigurationNode.Scalar> repeated;
        try
        {
            (root, repeated) = YamlTree.Parse(text);
        }
        catch (YamlFault fault)
        {
            return Failed(path, files, new ConfigurationError { File = path, Line = fault.Line, Column = fault.Column, Message = fault.Message });
        }

        if (root is null or ConfigurationNode.Scalar { IsNull: true })
        {
            return Failed(path, files, new ConfigurationError { File = path, Message = "the configuration is empty (breakwater init writes a starting one)" });
        }

        var result = ConfigurationReader.Read(root, new ConfigurationSurroundings(path, environment, files.ReadReferenced));
        ConfigurationError[] errors =
        [
            .. repeated.Take(100).Select(key => new ConfigurationError
            {
                File = path,
                Line = key.Line,
                Column = key.Column,
                Message = $"the name '{(key.Text.Length <= 60 ? key.Text : key.Text[..60] + "…")}' stands twice in its mapping",
            }),
            .. result.Errors,
        ];
        return new LoadedConfiguration
        {
            Path = path,
            Settings = errors.Length == 0 ? result.Settings : null,
            Errors = [.. errors.OrderBy(e => e.Line == 0).ThenBy(e => e.Line).ThenBy(e => e.Column)],
            Warnings = result.Warnings,
            Files = files.Paths,
            Fingerprint = files.Fingerprint(),
        };
    }

    private static LoadedConfiguration Failed(string path, FileSet files, ConfigurationError error) =>
        new() { Path = path, Errors = [error], Files = files.Paths, Fingerprint = files.Fingerprint() };

    private static int FirstBadLine(byte[] bytes)
    {
        var line = 1;
        foreach (var range in bytes.AsSpan().Split((byte)'\n'))
        {
            if (!System.Text.Unicode.Utf8.IsValid(bytes.AsSpan(range)))
            {
                return line;
            }

            line++;
        }

        return line;
    }
}
