using Breakwater.PostgreSql;

namespace Breakwater.Cli.Diagnosis;

/// <summary>Whether the database can be reached, lets us in, and is of a version that this program knows.</summary>
internal static class PostgresCheck
{
    private const string Name = "store";

    public static Check Of(PostgresCondition store) => store switch
    {
        { Refusal: { } refusal } => Check.Fail(Name, refusal, "nothing was changed"),
        { SchemaVersion: 0 } => Check.Ok(Name, $"{store.Place} (PostgreSQL {store.ServerVersion}) has no tables yet: the first start makes them"),
        _ when store.SchemaVersion < store.KnownSchemaVersion => Check.Warn(
            Name,
            $"{store.Place} (PostgreSQL {store.ServerVersion}) has schema version {store.SchemaVersion}, and this program works with {store.KnownSchemaVersion}",
            "the next start upgrades it: make a backup first"),
        _ => Check.Ok(Name, $"{store.Place} (PostgreSQL {store.ServerVersion}), schema version {store.SchemaVersion}"),
    };
}
