using Breakwater.Configuration;
using Breakwater.Transforms;

namespace Breakwater.Cli.Yaml;

/// <summary>Reads <c>breakwater.yaml</c>.</summary>
internal static class ConfigurationFile
{
    /// <summary>The greatest length of a configuration, in bytes.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private static readonly ScriptCompiler Scripts = new(TimeProvider.System);

    /// <summary>Reads a file and everything that it refers to. Never throws for what is wrong with them.</summary>
    public static LoadedConfiguration Load(string path, Func<string, string?> environment)
    {
        var files = FileSet.Beside(path);
        return Bind(YamlFile.Read(path, files), path, environment, files);
    }

    /// <summary>Reads the file that <c>--config</c> names, from the user's folder and with the user's environment.</summary>
    public static LoadedConfiguration Load(string config, CommandContext context)
    {
        var loaded = Load(Path.GetFullPath(config, context.Folder), context.Environment);
        return loaded with
        {
            Path = config,
            Errors = [.. loaded.Errors.Select(e => e with { File = config })],
            Warnings = [.. loaded.Warnings.Select(e => e with { File = config })],
        };
    }

    /// <summary>Reads a text as if it stood in a file of this name; the files that it refers to are looked for from that file's folder.</summary>
    public static LoadedConfiguration LoadText(string text, string path, Func<string, string?> environment) =>
        Bind(YamlFile.Parse(text, path), path, environment, FileSet.Beside(path));

    private static LoadedConfiguration Bind(YamlFile file, string path, Func<string, string?> environment, FileSet files)
    {
        var result = file.Root is null
            ? new ConfigurationResult(null, [], [], [])
            : ConfigurationReader.Read(file.Root, new ConfigurationSurroundings(path, environment, files.ReadReferenced) { Transforms = Scripts });
        return new LoadedConfiguration
        {
            Path = path,
            Settings = file.Errors.Count == 0 ? result.Settings : null,
            Errors = [.. file.Errors.Concat(result.Errors).OrderBy(e => e.Line == 0).ThenBy(e => e.Line).ThenBy(e => e.Column)],
            Warnings = result.Warnings,
            Files = files.Paths,
            Fingerprint = files.Fingerprint(),
        };
    }
}
