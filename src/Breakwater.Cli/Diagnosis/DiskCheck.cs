using Breakwater.Cli.Output;

namespace Breakwater.Cli.Diagnosis;

/// <summary>Whether the disk has room for what the store will want next.</summary>
internal static class DiskCheck
{
    /// <summary>The log alone may grow to twice 64 MiB before it is carried over.</summary>
    private const long Least = 256L * 1024 * 1024;

    private const long Comfortable = 1024L * 1024 * 1024;

    public static Check Of(string storePath, long storeBytes)
    {
        var folder = Path.GetDirectoryName(storePath);
        while (folder is not null && !Directory.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder);
        }

        try
        {
            return Judge(folder ?? storePath, new DriveInfo(folder ?? storePath).AvailableFreeSpace, storeBytes);
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Check.Warn("disk", $"how much room {folder} has could not be found out ({unknown.Message})", "look by hand");
        }
    }

    public static Check Judge(string folder, long free, long storeBytes) => free switch
    {
        < Least => Check.Fail(
            "disk",
            $"{Sizes.Bytes(free)} are free at {folder}, and the log alone may want {Sizes.Bytes(Least)}",
            "make room now: with a full disk the door answers 503; a shorter store.keep frees pages in the file, which are then used again"),
        _ when free < storeBytes => Check.Warn(
            "disk",
            $"{Sizes.Bytes(free)} are free at {folder}, less than the store has now ({Sizes.Bytes(storeBytes)})",
            "a backup beside it does not fit, and neither does as much again: make room, or shorten store.keep"),
        < Comfortable => Check.Warn("disk", $"{Sizes.Bytes(free)} are free at {folder}", "that is little for a store that grows: make room, or shorten store.keep"),
        _ => Check.Ok("disk", $"{Sizes.Bytes(free)} are free at {folder}"),
    };
}
