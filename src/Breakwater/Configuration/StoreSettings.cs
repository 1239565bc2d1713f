namespace Breakwater.Configuration;

/// <summary>Where the state is kept, and for how long what is terminal stays.</summary>
public sealed record StoreSettings
{
    /// <summary>The SQLite file, as written in the configuration; relative to the configuration file's folder.</summary>
    public string Sqlite { get; init; } = "./data/breakwater.db";

    /// <summary>How long events stay whose deliveries are all terminal. What is still owed is never removed.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(30);
}
