using Breakwater.Cli.Client;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary>Shows a list: a JSON line an item for programs, tables for people.</summary>
internal static class Listing
{
    /// <summary>Rows that are gathered for one table; longer lists come as several, so that memory and patience stay bounded.</summary>
    private const int RowsPerTable = 500;

    public static async Task ShowAsync<T>(
        ServerVerb verb,
        IAsyncEnumerable<ApiAnswer<T>> items,
        IReadOnlyList<string> columns,
        Func<T, IReadOnlyList<Cell>> row,
        string whenEmpty,
        CancellationToken cancellation)
    {
        var rows = new List<IReadOnlyList<Cell>>();
        var shown = false;
        await foreach (var item in items.WithCancellation(cancellation))
        {
            if (verb.Json)
            {
                verb.Screen.Json(item.Raw);
                continue;
            }

            rows.Add(row(item.Value));
            if (rows.Count == RowsPerTable)
            {
                verb.Screen.Table(columns, rows, whenEmpty);
                rows.Clear();
                shown = true;
            }
        }

        if (!verb.Json && (rows.Count > 0 || !shown))
        {
            verb.Screen.Table(columns, rows, whenEmpty);
        }
    }
}
