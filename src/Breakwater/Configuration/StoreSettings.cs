using Breakwater.Model;

namespace Breakwater.Configuration;

/// <summary>Where the state is kept, and for how long what is terminal stays.</summary>
public sealed record StoreSettings
{
    /// <summary>The SQLite file, as written in the configuration; relative to the configuration file's folder. Not used where <see cref="Postgres"/> is given.</summary>
    public string Sqlite { get; init; } = "./data/breakwater.db";

    /// <summary>The PostgreSQL database, as a URL or as keywords; null for SQLite.</summary>
    public Secret? Postgres { get; init; }

    /// <summary>How long a node that does not answer keeps its work, where several share it; then others take it over. Nine seconds: with the turn that notices it within ten.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(9);

    /// <summary>How long events stay whose deliveries are all terminal. What is still owed is never removed.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(30);

    /// <summary>The keys that bodies and headers are kept under: the first one encrypts, all of them decrypt. None: they are kept as they are.</summary>
    public IReadOnlyList<SealKey> EncryptKeys { get; init; } = [];
}
