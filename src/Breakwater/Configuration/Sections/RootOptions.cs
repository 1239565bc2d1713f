using Breakwater.Configuration.Options;

namespace Breakwater.Configuration.Sections;

/// <summary>The whole file.</summary>
internal static class RootOptions
{
    private const int MaxNames = 100_000;

    public static Option<Values> Listen { get; } = new("listen", Collections.Of(ListenOptions.Section), "Where Breakwater listens.") { DefaultWords = "as its options say" };

    public static Option<Values> Store { get; } = new("store", Collections.Of(StoreOptions.Section), "Where the state is kept.") { DefaultWords = "as its options say" };

    public static Option<Values> Admin { get; } = new("admin", Collections.Of(AdminOptions.Section), "Who may use the admin listener.") { DefaultWords = "no tokens" };

    public static Option<Values> Network { get; } = new(
        "network", Collections.Of(NetworkOptions.Section), "Where requests may go, beside public addresses.")
    { DefaultWords = "public addresses only" };

    public static Option<IReadOnlyList<Named<Values>>> Sources { get; } = new(
        "sources", Collections.Map(Collections.Of(SourceOptions.Section), NameRule.Plain, MaxNames), "Where events come from, by name: /in/NAME.")
    { Default = [] };

    public static Option<IReadOnlyList<Named<Values>>> Destinations { get; } = new(
        "destinations", Collections.Map(Collections.Of(DestinationOptions.Section), NameRule.Plain, MaxNames), "Where events go, by name.")
    { Default = [] };

    public static Option<IReadOnlyList<Placed<Values>>> Routes { get; } = new(
        "routes", Collections.List(Collections.Of(RouteOptions.Section), 0, MaxNames), "Which events go where. Every route that matches counts.")
    { Default = [] };

    public static Option<IReadOnlyList<Named<Values>>> Entities { get; } = new(
        "entities",
        Collections.Map(Collections.Of(EntityOptions.Section), NameRule.Plain, 1_000),
        "What several platforms know (an order, a user), by kind: a state machine over their events.")
    { Default = [] };

    public static Section Section { get; } = new(
        "configuration",
        "The configuration of Breakwater.",
        [Listen, Store, Admin, Network, Sources, Destinations, Routes, Entities]);
}
