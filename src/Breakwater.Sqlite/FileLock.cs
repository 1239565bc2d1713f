using System.Globalization;
using System.Text;
using Breakwater.Storage;

namespace Breakwater.Sqlite;

/// <summary>
/// Keeps a second process off the file: <c>breakwater.db.lock</c>, held for the life of the process. The operating system drops the
/// lock when the process ends, by <c>kill -9</c> too; what the file says then is only history.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private readonly FileStream stream;

    private FileLock(FileStream stream)
    {
        this.stream = stream;
    }

    /// <exception cref="StoreRefusedException">Another process holds it, or the folder cannot be written.</exception>
    public static FileLock Take(string path, TimeProvider clock)
    {
        var lockPath = path + ".lock";
        FileStream stream;
        try
        {
            stream = new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new StoreRefusedException($"{lockPath} cannot be written: give this user the right to write into {Path.GetDirectoryName(path)}.", denied);
        }
        catch (IOException held)
        {
            throw new StoreRefusedException(
                $"{path} is used by another process{Holder(lockPath)}. One SQLite file serves one process: stop the other one, or give this one a store of its own.",
                held);
        }

        var holder = string.Create(
            CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName} since {clock.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}");
        stream.SetLength(0);
        stream.Write(Encoding.UTF8.GetBytes(holder));
        stream.Flush();
        return new FileLock(stream);
    }

    public void Dispose() => stream.Dispose();

    private static string Holder(string lockPath)
    {
        try
        {
            using var reader = new StreamReader(new FileStream(lockPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            var buffer = new char[200];
            var length = reader.Read(buffer);
            return length == 0 ? "" : $" ({new string(buffer, 0, length)})";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
