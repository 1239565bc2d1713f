using Breakwater.Configuration.Options;

namespace Breakwater.Configuration.Sections;

/// <summary><c>store</c>: where the state is kept, and how long.</summary>
internal static class StoreOptions
{
    private static readonly StoreSettings Defaults = new();

    public static Option<string> Sqlite { get; } = new(
        "sqlite",
        Shapes.Text("a path", 4_096),
        "The SQLite file; a relative path starts at the configuration file's folder. A change needs a restart.")
    { Default = Defaults.Sqlite };

    public static Option<TimeSpan> Keep { get; } = new(
        "keep",
        Shapes.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromDays(3_650)),
        "How long events stay whose deliveries are all terminal. What is still owed is never removed.")
    { Default = Defaults.Keep };

    public static Section Section { get; } = new(
        "store", "Where the state is kept.", [Sqlite, new UnbuiltOption("postgres", "A PostgreSQL database, for several nodes."), Keep]);

    public static StoreSettings Compose(Values values) => new() { Sqlite = values.Get(Sqlite), Keep = values.Get(Keep) };
}
