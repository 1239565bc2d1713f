namespace Breakwater.Cli;

/// <summary>What a command takes from the world: streams, environment, clock, chance. Tests give their own.</summary>
internal sealed record CommandContext
{
    public required TextWriter Out { get; init; }

    /// <summary>The bytes beneath <see cref="Out"/>, for what is not text; null where there are none (tests).</summary>
    public Stream? OutBytes { get; init; }

    public required TextWriter Error { get; init; }

    public required TextReader In { get; init; }

    /// <summary>The bytes beneath <see cref="In"/>, for what is not text; null where there are none.</summary>
    public Stream? InBytes { get; init; }

    /// <summary>True when a person looks at <see cref="Out"/>: tables and colour, else plain text.</summary>
    public required bool Terminal { get; init; }

    /// <summary>True when a person looks at <see cref="Error"/>: progress is shown there, else nowhere.</summary>
    public bool ErrorTerminal { get; init; }

    /// <summary>The environment, by name.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>The folder that relative paths start from.</summary>
    public required string Folder { get; init; }

    /// <summary>The name of this machine.</summary>
    public string Machine { get; init; } = "local";

    public required TimeProvider Clock { get; init; }

    public required Random Chance { get; init; }
}
