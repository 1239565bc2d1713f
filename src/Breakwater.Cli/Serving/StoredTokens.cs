using Breakwater.PostgreSql;
using Breakwater.Sqlite;

namespace Breakwater.Cli.Serving;

/// <summary>Whether a store holds tokens: what decides whether the admin listener may leave loopback where the configuration has none.</summary>
internal static class StoredTokens
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Looks beside whoever has the store open. A store that is not there, or can't be asked, counts as one that holds none.</summary>
    public static bool Any(StorePlace place)
    {
        if (place.Settings.Postgres is not { } connection)
        {
            return SqliteInspection.HoldsTokens(place.SqlitePath);
        }

        // A configuration is read at once and as a whole; this is the one thing about it that another machine knows.
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        return Task.Run(() => PostgresInspection.HoldsTokensAsync(new PostgresOptions { Connection = connection }, patience.Token)).GetAwaiter().GetResult();
    }
}
