namespace Breakwater.Sqlite;

/// <summary>Where the file is, and how it is used. The defaults are those that measured best.</summary>
public sealed record SqliteOptions
{
    /// <summary>The file. Its folder is made when only the last level of it is missing.</summary>
    public required string Path { get; init; }

    /// <summary>Memory for pages of the writer, in MiB.</summary>
    public int CacheMiB { get; init; } = 64;

    /// <summary>Pages in the write-ahead log after which they are moved into the file: late, because moving costs a second flush.</summary>
    public int CheckpointPages { get; init; } = 8_000;

    /// <summary>The largest size of the file in pages of 8 KiB; null for as large as the disk. Beyond it the store says that the disk is full.</summary>
    public int? MaxPages { get; init; }

    /// <summary>Connections that read beside the writer.</summary>
    public int Readers { get; init; } = 4;
}
