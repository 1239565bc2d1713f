using Breakwater.Configuration;

namespace Breakwater.Cli.Yaml;

/// <summary>What a configuration file came to.</summary>
internal sealed record LoadedConfiguration
{
    /// <summary>The file, as it was named.</summary>
    public required string Path { get; init; }

    /// <summary>The settings, <c>store.sqlite</c> as written; null when there is any error.</summary>
    public Settings? Settings { get; init; }

    /// <summary>Everything that is wrong, in the order of the file.</summary>
    public IReadOnlyList<ConfigurationError> Errors { get; init; } = [];

    /// <summary>What is allowed and probably not meant.</summary>
    public IReadOnlyList<ConfigurationError> Warnings { get; init; } = [];

    /// <summary>Every file that was read or should have been, the configuration first, as full paths.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Stands for the content of all <see cref="Files"/>: another one means that something changed.</summary>
    public string Fingerprint { get; init; } = "";
}
