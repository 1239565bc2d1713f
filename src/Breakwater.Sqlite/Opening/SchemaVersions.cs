using System.Globalization;
using System.Reflection;
using Breakwater.Sqlite.Native;
using Breakwater.Storage;

namespace Breakwater.Sqlite.Opening;

/// <summary>Brings a file to the schema of this version: each step in a transaction of its own, so that a kill leaves it before or after.</summary>
/// <param name="scripts">What leads to version 1, from there to version 2, and so on.</param>
internal sealed class SchemaVersions(IReadOnlyList<string> scripts)
{
    /// <summary>"Brwk", in the place of a SQLite file where programs leave their name.</summary>
    private const long ApplicationId = 0x4272776B;

    /// <summary>The versions of this program.</summary>
    public static SchemaVersions Ours { get; } = new([Script(1), Script(2), Script(3), Script(4), Script(5), Script(6), Script(7), Script(8)]);

    /// <summary>What leads to each version.</summary>
    public IReadOnlyList<string> Scripts => scripts;

    /// <summary>The version that this program works with.</summary>
    public int Current => scripts.Count;

    /// <exception cref="StoreRefusedException">The file belongs to another program or to a newer version of this one.</exception>
    public void Apply(Connection connection, string path)
    {
        for (var version = (int)Check(connection, path) + 1; version <= Current; version++)
        {
            connection.Execute(string.Create(
                CultureInfo.InvariantCulture,
                $"BEGIN IMMEDIATE; {scripts[version - 1]}; PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {version}; COMMIT;"));
        }
    }

    /// <summary>Looks at the version without changing anything.</summary>
    /// <returns>The version; 0 for a file that has no schema yet.</returns>
    /// <exception cref="StoreRefusedException">The file belongs to another program or to a newer version of this one.</exception>
    public long Check(Connection connection, string path)
    {
        var found = connection.Scalar("PRAGMA user_version") ?? 0;
        var empty = connection.Scalar("SELECT count(*) FROM sqlite_schema") == 0;
        if (!empty && connection.Scalar("PRAGMA application_id") != ApplicationId)
        {
            throw new StoreRefusedException($"{path} is a SQLite database of another program: correct the path of store.sqlite.");
        }

        if (found > Current)
        {
            throw new StoreRefusedException(string.Create(
                CultureInfo.InvariantCulture,
                $"{path} has schema version {found}, and this program knows versions up to {Current}: start the newer program again, or restore a backup made before it."));
        }

        return found;
    }

    private static string Script(int version)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"Breakwater.Sqlite.Schema.{version:0000}.sql");
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
