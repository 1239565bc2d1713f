using System.Security.Cryptography;
using System.Text;
using Breakwater.Configuration;

namespace Breakwater.Cli.Yaml;

/// <summary>The files of one configuration: reads each once, within a bound, and can say whether any of them changed.</summary>
/// <param name="folder">The folder of the configuration file: where relative paths start.</param>
internal sealed class FileSet(string folder)
{
    /// <summary>The greatest length of a script; what <c>${file:…}</c> puts into a value is bounded more tightly where it is put in.</summary>
    private const int MaxReferencedBytes = 1024 * 1024;

    private readonly Dictionary<string, byte[]> marks = new(StringComparer.Ordinal);
    private readonly List<string> paths = [];

    /// <summary>The full paths that were asked for, in that order.</summary>
    public IReadOnlyList<string> Paths => paths;

    /// <summary>The files of the configuration at a path.</summary>
    public static FileSet Beside(string path) => new(Path.GetDirectoryName(Path.GetFullPath(path))!);

    /// <summary>A mark of the content of these files as they are now, for comparison with <see cref="Fingerprint()"/>.</summary>
    public static string Fingerprint(IReadOnlyList<string> files)
    {
        var set = new FileSet("/");
        for (var i = 0; i < files.Count; i++)
        {
            set.Read(files[i], i == 0 ? ConfigurationFile.MaxBytes : MaxReferencedBytes);
        }

        return set.Fingerprint();
    }

    /// <summary>A mark of the content of all files that were asked for; a missing file counts, too.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in paths)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(path));
            hash.AppendData(marks[path]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The bytes of a file, or why not.</summary>
    public (byte[]? Bytes, string? Fault) Read(string path, int max)
    {
        var full = Path.GetFullPath(path, folder);
        var (bytes, fault) = ReadBounded(full, max);
        if (!marks.ContainsKey(full))
        {
            paths.Add(full);
        }

        marks[full] = bytes is null ? Encoding.UTF8.GetBytes(fault!) : SHA256.HashData(bytes);
        return (bytes, fault);
    }

    /// <summary>The file behind <c>${file:path}</c>, or a script.</summary>
    public ReferencedFile ReadReferenced(string path)
    {
        try
        {
            var (bytes, fault) = Read(path, MaxReferencedBytes);
            return bytes is null ? new ReferencedFile(null, fault) : new ReferencedFile(new UTF8Encoding(false, true).GetString(bytes), null);
        }
        catch (DecoderFallbackException)
        {
            return new ReferencedFile(null, "is not valid UTF-8");
        }
        catch (ArgumentException)
        {
            return new ReferencedFile(null, "has a name that cannot be a path");
        }
    }

    private static (byte[]? Bytes, string? Fault) ReadBounded(string full, int max)
    {
        try
        {
            if (Directory.Exists(full))
            {
                return (null, "is a folder");
            }

            using var stream = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var buffer = new byte[Math.Min(max + 1L, Math.Max(stream.CanSeek ? stream.Length + 1 : max + 1L, 4_096))];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return length > max ? (null, $"is larger than {Units(max)}") : (buffer[..length], null);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, "does not exist");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return (null, "cannot be read: " + (fault is UnauthorizedAccessException ? "permission denied" : "an error of the file system"));
        }
    }

    private static string Units(int bytes) => bytes % (1024 * 1024) == 0 ? $"{bytes / 1024 / 1024} MiB" : $"{bytes / 1024} KiB";
}
