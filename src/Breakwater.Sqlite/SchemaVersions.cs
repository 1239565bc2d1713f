using System.Globalization;
using System.Reflection;
using Breakwater.Storage;

namespace Breakwater.Sqlite;

/// <summary>Brings a file to the schema of this version: each step in a transaction of its own, so that a kill leaves it before or after.</summary>
internal static class SchemaVersions
{
    /// <summary>The version that this program works with.</summary>
    public const int Current = 1;

    /// <exception cref="StoreRefusedException">The file belongs to a newer version.</exception>
    public static void Apply(Connection connection, string path)
    {
        var found = connection.Number("PRAGMA user_version");
        if (found > Current)
        {
            throw new StoreRefusedException(string.Create(
                CultureInfo.InvariantCulture,
                $"{path} has schema version {found}, and this program knows versions up to {Current}: start the newer program again, or restore a backup made before it."));
        }

        for (var version = (int)found + 1; version <= Current; version++)
        {
            connection.Execute(string.Create(
                CultureInfo.InvariantCulture, $"BEGIN IMMEDIATE; {Script(version)}; PRAGMA user_version = {version}; COMMIT;"));
        }
    }

    private static string Script(int version)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"Breakwater.Sqlite.Schema.{version:0000}.sql");
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
