namespace Breakwater.Configuration;

/// <summary>What a configuration file may refer to. Handed in: the engine reads neither environment nor disk by itself.</summary>
/// <param name="File">The file's name, for errors.</param>
/// <param name="Variable">A variable of the environment by name; null where it is not set. Stands behind <c>${NAME}</c>.</param>
/// <param name="ReadFile">A file by the path as it stands in <c>${file:path}</c> or in a route's <c>transform</c>.</param>
public sealed record ConfigurationSurroundings(string File, Func<string, string?> Variable, Func<string, ReferencedFile> ReadFile)
{
    /// <summary>Compiles the scripts that routes name; null where transforms cannot be run.</summary>
    public ITransformCompiler? Transforms { get; init; }

    /// <summary>True when the store of these settings holds tokens: asked only where it decides whether the admin listener may leave loopback. Null: it holds none.</summary>
    public Func<StoreSettings, bool>? HoldsTokens { get; init; }
}

/// <summary>The text of a file that the configuration names, or why it could not be read.</summary>
/// <param name="Text">The text, whole; null when it could not be read.</param>
/// <param name="Fault">Why it could not be read, in words and without any of its content; null when it could.</param>
public sealed record ReferencedFile(string? Text, string? Fault);

/// <summary>What a configuration came to.</summary>
/// <param name="Settings">The settings; null when there is any error.</param>
/// <param name="Errors">Everything that is wrong, in the order of the file.</param>
/// <param name="Warnings">What is allowed and probably not meant.</param>
/// <param name="Files">The paths named in <c>${file:…}</c> and the routes' transforms, as they stand there: a change of one is a change of the configuration.</param>
public sealed record ConfigurationResult(
    Settings? Settings,
    IReadOnlyList<ConfigurationError> Errors,
    IReadOnlyList<ConfigurationError> Warnings,
    IReadOnlyList<string> Files);
