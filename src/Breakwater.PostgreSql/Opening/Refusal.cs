using Breakwater.PostgreSql.Calling;
using Npgsql;

namespace Breakwater.PostgreSql.Opening;

/// <summary>Why a database cannot be opened, in words that say what to do; without the password.</summary>
internal static class Refusal
{
    /// <summary>The words; null for a failure that is a bug.</summary>
    public static string? Words(Exception failure, string place, NpgsqlConnectionStringBuilder connection) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
            $"There is no database {connection.Database}: make it (createdb {connection.Database}), or correct store.postgres.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } server =>
            $"{place} does not let {connection.Username} in ({server.MessageText}): correct user and password of store.postgres, or the server's pg_hba.conf.",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } server =>
            $"{connection.Username} may not make the tables in {place} ({server.MessageText}): grant it CREATE on the database, or make the schema for it.",
        _ when Failure.IsUnavailable(failure) => Failure.Explain(failure, place),
        PostgresException server => $"{place} refused ({server.SqlState}: {server.MessageText}).",
        NpgsqlException or ArgumentException => $"{place} cannot be opened: {failure.Message}",
        _ => null,
    };
}
