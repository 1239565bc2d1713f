using Breakwater.Sqlite.Native;
using Breakwater.Storage;

namespace Breakwater.Sqlite.Opening;

/// <summary>
/// The file itself: made whole or not at all, and looked at before it is trusted. An empty file in the place of a store is an accident,
/// never a reason to begin anew.
/// </summary>
internal static class DatabaseFile
{
    private const int HeaderLength = 100;

    /// <summary>The last level of the folder is made; a path of which more is missing is likely a mistake.</summary>
    /// <exception cref="StoreRefusedException">It is not there and cannot be made.</exception>
    public static void MakeFolder(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (Directory.Exists(folder))
        {
            return;
        }

        if (!Directory.Exists(Path.GetDirectoryName(folder)))
        {
            throw new StoreRefusedException($"The folder {folder} of store.sqlite does not exist, nor does the one above it: make it, or correct the path.");
        }

        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            throw new StoreRefusedException(
                $"The folder {folder} of store.sqlite cannot be made ({denied.Message.TrimEnd('.')}): make it, or correct the path.", denied);
        }
    }

    /// <summary>Makes the file under another name and renames it when it is whole: a kill in between leaves none.</summary>
    /// <exception cref="StoreRefusedException">A file is there that is not a store, or cannot be written.</exception>
    public static void MakeOrCheck(string path)
    {
        if (Look(path))
        {
            return;
        }

        var unfinished = path + ".new";
        File.Delete(unfinished);
        using (var connection = Connection.Open(unfinished, create: true))
        {
            connection.Execute("PRAGMA page_size = 8192; PRAGMA synchronous = FULL;");
            SchemaVersions.Ours.Apply(connection, path);
        }

        File.Move(unfinished, path);
    }

    /// <summary>Looks at the file without opening it as a database, and changes nothing.</summary>
    /// <returns>False when there is none yet.</returns>
    /// <exception cref="StoreRefusedException">A file is there that is not a store, or cannot be written.</exception>
    public static bool Look(string path)
    {
        if (File.Exists(path))
        {
            Check(path);
            return true;
        }

        if (Directory.Exists(path))
        {
            throw new StoreRefusedException($"{path} is a folder: store.sqlite names a file.");
        }

        if (new FileInfo(path + "-wal") is { Exists: true, Length: > 0 })
        {
            throw new StoreRefusedException(
                $"{path} is missing, and its log {path}-wal is there: put the database back beside it, or move the log away to begin with an empty store.");
        }

        return false;
    }

    private static void Check(string path)
    {
        if (File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly))
        {
            throw new StoreRefusedException($"{path} is read-only: give this user the right to write it.");
        }

        Span<byte> header = stackalloc byte[HeaderLength];
        var length = ReadHeader(path, header);
        if (length == 0)
        {
            throw new StoreRefusedException($"{path} is empty, and a store never is: restore a backup, or remove it to begin with an empty store.");
        }

        if (length < HeaderLength || !header.StartsWith("SQLite format 3\0"u8))
        {
            throw new StoreRefusedException($"{path} is not a SQLite database (or its beginning is destroyed): correct the path, or restore a backup.");
        }

        var pageSize = (header[16] << 8) | header[17];
        if (new FileInfo(path).Length < (pageSize == 1 ? 65_536 : pageSize))
        {
            throw new StoreRefusedException($"{path} is cut off in its first page: restore a backup.");
        }
    }

    private static int ReadHeader(string path, Span<byte> header)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            throw new StoreRefusedException(
                $"{path} cannot be opened for writing ({denied.Message.TrimEnd('.')}): give this user the right to read and write it.", denied);
        }
    }
}
