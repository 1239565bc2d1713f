namespace Breakwater.Sqlite.Native;

/// <summary>What SQLite finds when it reads a whole file.</summary>
internal static class Integrity
{
    private const int FaultsTold = 100;

    /// <summary>
    /// Reads every page and follows every pointer; <paramref name="deep"/> also compares each index with its table. Empty when all is well.
    /// </summary>
    public static IReadOnlyList<string> Check(Connection connection, bool deep)
    {
        var faults = new List<string>();
        using var row = connection.Query($"PRAGMA {(deep ? "integrity_check" : "quick_check")}({FaultsTold})");
        while (row.Read())
        {
            // The first text has a heading, and several faults may come as lines of one text.
            faults.AddRange(row.Text(0).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("***", StringComparison.Ordinal)));
        }

        return faults is ["ok"] ? [] : faults;
    }
}
