using Breakwater.Configuration.Options;
using Breakwater.Model;

namespace Breakwater.Configuration.Sections;

/// <summary><c>store</c>: where the state is kept, and how long.</summary>
internal static class StoreOptions
{
    private static readonly StoreSettings Defaults = new();

    public static Option<string> Sqlite { get; } = new(
        "sqlite",
        Shapes.Text("a path", 4_096),
        "The SQLite file, for one node; a relative path starts at the configuration file's folder. A change needs a restart.")
    { Default = Defaults.Sqlite };

    public static Option<Secret> Postgres { get; } = new(
        "postgres",
        Shapes.Secret("postgres://user:password@host:5432/database, or keywords as Host=…;Database=…", 4_096, Fault),
        "The PostgreSQL database in place of the file, for several nodes; several hosts mean the one that can be written. A change needs a restart.");

    public static Option<TimeSpan> Lease { get; } = new(
        "lease",
        Shapes.Duration(TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5)),
        "With PostgreSQL: how long a node that does not answer keeps its work before others take it over. A change needs a restart.")
    { Default = Defaults.Lease };

    public static Option<TimeSpan> Keep { get; } = new(
        "keep",
        Shapes.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromDays(3_650)),
        "How long events stay whose deliveries are all terminal. What is still owed is never removed.")
    { Default = Defaults.Keep };

    public static Option<IReadOnlyList<Placed<Secret>>> EncryptKeys { get; } = new(
        "keys",
        Collections.List(Shapes.Secret(SealKey.Form, 256, text => SealKey.TryRead(text) is null ? "is no key of 32 bytes" : null), 1, 16, single: true),
        "The keys: the first one encrypts, all of them decrypt. To rotate, put the new one first and keep the old one until the events of its time are gone. A change needs a restart.")
    { Required = true };

    public static Section EncryptSection { get; } = new("encrypt", "Encryption of bodies and headers where they are kept.", [EncryptKeys]);

    public static Option<Values> Encrypt { get; } = new(
        "encrypt",
        Collections.Of(EncryptSection),
        "Keeps bodies and headers of events and attempts encrypted (AES-256-GCM). Ids, types, keys and errors stay readable: they are searched for.");

    public static Section Section { get; } = new("store", "Where the state is kept.", [Sqlite, Postgres, Lease, Keep, Encrypt]);

    public static StoreSettings Compose(Values values) => new()
    {
        Sqlite = values.Get(Sqlite),
        Postgres = values.TryGet(Postgres, out var address) ? address : null,
        Lease = values.Get(Lease),
        Keep = values.Get(Keep),
        EncryptKeys = values.TryGet(Encrypt, out var encrypt) ? [.. encrypt.Get(EncryptKeys).Select(key => SealKey.TryRead(key.Value.Reveal())!)] : [],
    };

    private static string? Fault(string text) =>
        text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase)
        || text.Contains('=', StringComparison.Ordinal)
            ? null
            : "is neither a postgres:// URL nor keywords";
}
