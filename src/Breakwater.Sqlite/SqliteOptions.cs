using Breakwater.Sqlite.Writing;

namespace Breakwater.Sqlite;

/// <summary>Where the file is, and how it is used. The defaults are those that measured best (docs/decisions/0003).</summary>
public sealed record SqliteOptions
{
    /// <summary>The file. Its folder is made when only the last level of it is missing.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// Memory for pages of the writer, in MiB. Defaults to 64: with everything else well below the 400 MiB that the whole process may
    /// take; the operating system's cache stands behind it.
    /// </summary>
    public int CacheMiB { get; init; } = 64;

    /// <summary>
    /// Pages of 8 KiB in the write-ahead log after which they are carried over into the file. Defaults to 8,000 (64 MiB): late, so that
    /// a page that many commits touch is carried over once.
    /// </summary>
    public int CheckpointPages { get; init; } = 8_000;

    /// <summary>The largest size of the file in pages of 8 KiB; null for as large as the disk. Beyond it the store says that the disk is full.</summary>
    public int? MaxPages { get; init; }

    /// <summary>Connections that answer people beside the writer; further questions wait for one. Senders have their own. Defaults to 4.</summary>
    public int Readers { get; init; } = 4;

    /// <summary>New identities that are gathered before they are carried over into their index; few in tests.</summary>
    internal int GatherIdentities { get; init; } = FreshIdentities.Gathered;
}
