using System.Globalization;
using Breakwater.Storage;

namespace Breakwater.Sqlite.Opening;

/// <summary>
/// Keeps a second process off the file: <c>breakwater.db.lock</c> is held for the life of the process, and the operating system drops it
/// when the process ends, by <c>kill -9</c> too. Who holds it is written beside it, because a file that is locked can't be read everywhere.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private const int HolderLength = 200;

    private readonly FileStream stream;

    private FileLock(FileStream stream) => this.stream = stream;

    /// <exception cref="StoreRefusedException">Another process holds it, or the folder cannot be written.</exception>
    public static FileLock Take(string path, TimeProvider clock)
    {
        var holder = path + ".holder";
        FileStream? stream = null;
        try
        {
            stream = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(holder, string.Create(
                CultureInfo.InvariantCulture,
                $"process {Environment.ProcessId} on {Environment.MachineName} since {clock.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}"));
            return new FileLock(stream);
        }
        catch (IOException held) when (stream is null && IsHeld(held))
        {
            throw new StoreRefusedException(
                $"{path} is used by another process{Holder(holder)}. One SQLite file serves one process: stop the other one, or give this one a file of its own.",
                held);
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            stream?.Dispose();
            throw new StoreRefusedException(
                $"{path}.lock cannot be written ({denied.Message.TrimEnd('.')}): give this user the right to write into {Path.GetDirectoryName(path)}.", denied);
        }
    }

    public void Dispose() => stream.Dispose();

    /// <summary>Who holds the file now; null for nobody. Looks without holding it, but for the moment of looking.</summary>
    public static string? HolderOf(string path)
    {
        if (!File.Exists(path + ".lock"))
        {
            return null;
        }

        try
        {
            using var free = new FileStream(path + ".lock", FileMode.Open, FileAccess.Read, FileShare.Read);
            return null;
        }
        catch (IOException held) when (IsHeld(held))
        {
            return Holder(path + ".holder") is { Length: > 0 } named ? named.Trim(' ', '(', ')') : "another process";
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>EAGAIN of Linux, EWOULDBLOCK of macOS, a sharing violation of Windows.</summary>
    private static bool IsHeld(IOException failure) => (failure.HResult & 0xFFFF) is 11 or 35 or 0x20;

    private static string Holder(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            var text = new char[HolderLength];
            var length = reader.ReadBlock(text);
            return length == 0 ? "" : $" ({new string(text, 0, length)})";
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
