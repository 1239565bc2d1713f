using Breakwater.PostgreSql.Opening;
using Breakwater.Storage;

namespace Breakwater.PostgreSql;

/// <summary>Looks at a database and changes nothing: for those who want to know before they start.</summary>
public static class PostgresInspection
{
    /// <summary>Connects once, and says how it is.</summary>
    /// <param name="options">Which database.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<PostgresCondition> LookAsync(PostgresOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var text = options.Connection.Reveal();
        var read = ConnectionText.Read(text);
        var found = new PostgresCondition { Place = ConnectionText.Place(read), KnownSchemaVersion = SchemaVersions.Current };
        try
        {
            await using var source = Pools.ForOpening(text, options);
            var (server, version) = await SchemaVersions.LookAsync(source, Pools.SchemaOf(read), found.Place, cancellation);
            return found with
            {
                ServerVersion = server,
                SchemaVersion = version,
                Seals = await PostgresSeals.ListAsync(source, cancellation),
            };
        }
        catch (StoreRefusedException refused)
        {
            return found with { Refusal = refused.Message };
        }
        catch (Exception failure) when (Refusal.Words(failure, found.Place, read) is { } words)
        {
            return found with { Refusal = words };
        }
    }

    /// <summary>True when the database holds tokens that were made with <c>breakwater token</c>. False also where it can't be asked.</summary>
    /// <param name="options">Which database.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<bool> HoldsTokensAsync(PostgresOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var text = options.Connection.Reveal();
        try
        {
            await using var source = Pools.ForOpening(text, options);
            await using var command = source.CreateCommand(
                $"SELECT to_regclass('{Pools.SchemaOf(ConnectionText.Read(text))}.tokens') IS NOT NULL");
            if (await command.ExecuteScalarAsync(cancellation) is not true)
            {
                return false;
            }

            await using var count = source.CreateCommand("SELECT EXISTS (SELECT 1 FROM tokens)");
            return await count.ExecuteScalarAsync(cancellation) is true;
        }
        catch (Exception fault) when (fault is StoreRefusedException or System.Data.Common.DbException or OperationCanceledException or IOException)
        {
            return false;
        }
    }
}

/// <summary>How a database was found.</summary>
public sealed record PostgresCondition
{
    /// <summary>Where it is, without user and password.</summary>
    public required string Place { get; init; }

    /// <summary>Why it can't be used, in words that say what to do; null when it can.</summary>
    public string? Refusal { get; init; }

    /// <summary>The version of the server; null when it was not reached.</summary>
    public string? ServerVersion { get; init; }

    /// <summary>The version of the schema; 0 when there is none yet.</summary>
    public int SchemaVersion { get; init; }

    /// <summary>The version that this program works with.</summary>
    public required int KnownSchemaVersion { get; init; }

    /// <summary>Which keys sealed what is in it, and when.</summary>
    public IReadOnlyList<SealUse> Seals { get; init; } = [];
}
