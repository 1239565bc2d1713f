using Breakwater.Storage;

namespace Breakwater.Sqlite;

/// <summary>How a store's file fares, as it was found by looking at it.</summary>
public sealed record SqliteCondition
{
    /// <summary>The full path.</summary>
    public required string Path { get; init; }

    /// <summary>False when there is no file yet: the first start makes it.</summary>
    public bool Exists { get; init; }

    /// <summary>Why it would not open; null when it would.</summary>
    public string? Refusal { get; init; }

    /// <summary>The size of the file in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>The size of its write-ahead log in bytes.</summary>
    public long LogBytes { get; init; }

    /// <summary>The process that has it open; null for none.</summary>
    public string? Holder { get; init; }

    /// <summary>The version of its schema.</summary>
    public long SchemaVersion { get; init; }

    /// <summary>The version of the schema that this program works with.</summary>
    public long KnownSchemaVersion { get; init; }

    /// <summary>What is damaged, in SQLite's words; each names the page or the index.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>Which keys sealed what is in it, and when.</summary>
    public IReadOnlyList<SealUse> Seals { get; init; } = [];
}
