using Breakwater.Cli.Output;
using Breakwater.Sqlite;

namespace Breakwater.Cli.Diagnosis;

/// <summary>Whether the store can be opened, is of a version that this program knows, and is sound.</summary>
internal static class StoreChecks
{
    private const string Name = "store";

    public static IEnumerable<Check> Of(SqliteCondition store, bool deep)
    {
        if (store.Refusal is { } refusal)
        {
            yield return Check.Fail(Name, refusal, "nothing was changed");
            yield break;
        }

        if (!store.Exists)
        {
            yield return Missing(store.Path);
            yield break;
        }

        yield return Check.Ok(Name, $"{store.Path}: {Sizes.Bytes(store.Bytes)} and {Sizes.Bytes(store.LogBytes)} of log, {Holder(store)}");
        yield return Version(store);
        foreach (var fault in store.Faults)
        {
            yield return Check.Fail(
                "store pages",
                $"{store.Path} is damaged: {fault}",
                "stop the server, keep the file, restore a backup; breakwater export may still save what can be read");
        }

        if (store.Faults.Count == 0)
        {
            yield return Check.Ok("store pages", deep ? "every page and every index is sound" : "every page is sound; --deep compares the indexes, too");
        }
    }

    private static Check Missing(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        return Directory.Exists(folder) || Directory.Exists(Path.GetDirectoryName(folder))
            ? Check.Ok(Name, $"{path} is not there yet: the first start makes it")
            : Check.Fail(Name, $"{path} can't be made: its folder does not exist, nor does the one above", "make the folder, or correct store.sqlite");
    }

    private static string Holder(SqliteCondition store) => store.Holder is { } holder ? $"open by {holder}" : "open by nobody";

    private static Check Version(SqliteCondition store) => store.SchemaVersion < store.KnownSchemaVersion
        ? Check.Warn(
            "store schema",
            $"version {store.SchemaVersion}, and this program works with {store.KnownSchemaVersion}",
            "the next start upgrades it: make a backup first")
        : Check.Ok("store schema", $"version {store.SchemaVersion}, as this program works with");
}
