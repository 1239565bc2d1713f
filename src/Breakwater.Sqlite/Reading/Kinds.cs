using Breakwater.Sqlite.Native;
using Breakwater.Storage;

namespace Breakwater.Sqlite.Reading;

/// <summary>The small table of sources with types.</summary>
internal static class Kinds
{
    /// <summary>The numbers of kinds of a source, of a type or a pattern of types, or of both.</summary>
    public static List<long> Find(Connection connection, string? source, string? type, bool exactly = false)
    {
        var kinds = new List<long>();
        var exact = type is not null && (exactly || TypePattern.IsExact(type));
        using var row = Query(connection, source, exact ? type : null);
        while (row.Read())
        {
            if (type is null || exact || (row.TextOrNull(1) is { } found && TypePattern.Fits(type, found)))
            {
                kinds.Add(row.Long(0));
            }
        }

        return kinds;
    }

    /// <summary>The names of all sources that ever had an event.</summary>
    public static List<string> Sources(Connection connection)
    {
        var sources = new List<string>();
        using var row = connection.Query("SELECT n.text FROM sources s JOIN names n ON n.id = s.source");
        while (row.Read())
        {
            sources.Add(row.Text(0));
        }

        return sources;
    }

    private static Statement Query(Connection connection, string? source, string? exactType) => (source, exactType) switch
    {
        (null, null) => connection.Query("SELECT id, type FROM kinds"),
        (null, { } type) => connection.Query("SELECT id, type FROM kinds WHERE type = ?").Add(type),
        ({ } name, null) => connection.Query("SELECT id, type FROM kinds WHERE source = (SELECT id FROM names WHERE text = ?)").Add(name),
        ({ } name, { } type) =>
            connection.Query("SELECT id, type FROM kinds WHERE source = (SELECT id FROM names WHERE text = ?) AND type = ?").Add(name).Add(type),
    };
}
