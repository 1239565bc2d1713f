using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Breakwater.Dashboard;

/// <summary>What <c>npm run build</c> made, as it is embedded; empty where it was not run.</summary>
internal sealed class PageFiles
{
    private const string Folder = "assets/";

    private PageFiles(string? index, FrozenDictionary<string, PageFile> assets)
    {
        Index = index;
        Assets = assets;
    }

    /// <summary>The page; null where it was not built.</summary>
    public string? Index { get; }

    /// <summary>Its scripts and styles, by name.</summary>
    public FrozenDictionary<string, PageFile> Assets { get; }

    /// <summary>Reads what is embedded.</summary>
    public static PageFiles Read(Assembly assembly)
    {
        var index = Bytes(assembly, "index.html");
        var names = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && name.EndsWith(".br", StringComparison.Ordinal))
            .Select(name => name[Folder.Length..^".br".Length]);
        return new PageFiles(
            index is null ? null : Encoding.UTF8.GetString(index),
            names.ToFrozenDictionary(name => name, name => File(assembly, name), StringComparer.Ordinal));
    }

    private static PageFile File(Assembly assembly, string name)
    {
        var brotli = Bytes(assembly, $"{Folder}{name}.br")!;
        var gzip = Bytes(assembly, $"{Folder}{name}.gz") ?? throw new InvalidOperationException($"{name} is embedded without its gzip form");
        return new PageFile(ContentType(name), $"\"{Convert.ToHexStringLower(SHA256.HashData(brotli).AsSpan(0, 12))}\"", brotli, gzip);
    }

    private static string ContentType(string name) => Path.GetExtension(name) switch
    {
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };

    private static byte[]? Bytes(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name);
        if (stream is null)
        {
            return null;
        }

        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
