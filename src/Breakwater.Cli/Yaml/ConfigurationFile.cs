using Breakwater.Cli.Serving;
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
    /// <param name="path">The file.</param>
    /// <param name="environment">The environment, by name.</param>
    /// <param name="holdsTokens">Whether a store holds tokens; null: it is looked at where that matters.</param>
    public static LoadedConfiguration Load(string path, Func<string, string?> environment, Func<StoreSettings, bool>? holdsTokens = null)
    {
        var files = FileSet.Beside(path);
        return Bind(YamlFile.Read(path, files), path, environment, files, holdsTokens);
    }

    /// <summary>Reads the file that <c>--config</c> names, from the user's folder and with the user's environment.</summary>
    public static LoadedConfiguration Load(string config, CommandContext context, Func<StoreSettings, bool>? holdsTokens = null)
    {
        var loaded = Load(Path.GetFullPath(config, context.Folder), context.Environment, holdsTokens);
        return loaded with
        {
            Path = config,
            Errors = [.. loaded.Errors.Select(e => e with { File = config })],
            Warnings = [.. loaded.Warnings.Select(e => e with { File = config })],
        };
    }

    /// <summary>Reads a text as if it stood in a file of this name; the files that it refers to are looked for from that file's folder.</summary>
    public static LoadedConfiguration LoadText(string text, string path, Func<string, string?> environment) =>
        Bind(YamlFile.Parse(text, path), path, environment, FileSet.Beside(path), null);

    private static LoadedConfiguration Bind(
        YamlFile file, string path, Func<string, string?> environment, FileSet files, Func<StoreSettings, bool>? holdsTokens)
    {
        var surroundings = new ConfigurationSurroundings(path, environment, files.ReadReferenced)
        {
            Transforms = Scripts,
            HoldsTokens = holdsTokens ?? (store => StoredTokens.Any(new StorePlace(store, Path.GetDirectoryName(Path.GetFullPath(path))!))),
        };
        var result = file.Root is null
            ? new ConfigurationResult(null, [], [], [])
            : ConfigurationReader.Read(file.Root, surroundings);
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
