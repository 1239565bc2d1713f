using Breakwater.Configuration.Options;
using Breakwater.Verification;

namespace Breakwater.Configuration.Sections;

/// <summary>Events that declare a state: an item of <c>events</c> of a kind of entity.</summary>
internal static class EntityEventOptions
{
    private const string Words = "header:NAME, or a JSON Pointer into the body such as /data/id";

    private static readonly Shape<IReadOnlyList<Placed<Selector>>> Place =
        Collections.List(EventOptions.Selecting(Words, hash: false, query: false), 1, 8, single: true);

    public static Option<IReadOnlyList<Placed<string>>> From { get; } = new(
        "from", Collections.List(Shapes.Text("a name", 64), 1, 1_000, single: true), "The source, or several.")
    { Required = true };

    public static Option<IReadOnlyList<Placed<string>>> Types { get; } = new(
        "types",
        Collections.List(Shapes.Text("a pattern of types such as charge.*", 256), 1, 1_000, single: true),
        "Patterns of types; * matches within a dot-separated part and beyond.")
    {
        Default = [],
        DefaultWords = "all",
    };

    public static Option<IReadOnlyList<Placed<Selector>>> Key { get; } = new(
        "key", Place, "Where it says which entity it is about: the same text at every source. An event without it is about none.")
    { DefaultWords = "the event's own key" };

    public static Option<IReadOnlyList<Placed<Selector>>> Version { get; } = new(
        "version", Place, "Where it says its version: a number or a time. It decides where the transitions go round in a cycle.")
    { DefaultWords = "the event's own version" };

    public static Option<IReadOnlyList<Placed<Selector>>> Link { get; } = new(
        "link", Place, "In place of key: where it says another name of the entity, which another line learns. It waits as an early one until the name is known.")
    { DefaultWords = "it says its key" };

    public static Option<IReadOnlyList<Placed<Selector>>> Learn { get; } = new(
        "learn", Place, "Where it says other names of the entity, each of them: by these the events of lines with link are found.")
    { Default = [], DefaultWords = "none" };

    public static Option<string> State { get; } = new("state", StateName.Shape, "The state that the entity has by this event.")
    { Required = true };

    public static Section Section { get; } = new("entityEvent", "Events that declare a state of an entity.", [From, Types, Key, Link, Learn, Version, State]);

    public static EntityEventSettings Compose(Values values) => new()
    {
        From = [.. values.Get(From).Select(name => name.Value)],
        Types = [.. values.Get(Types).Select(type => type.Value)],
        Key = values.TryGet(Key, out var key) ? [.. key.Select(place => place.Value)] : [],
        Version = values.TryGet(Version, out var version) ? [.. version.Select(place => place.Value)] : [],
        Link = values.TryGet(Link, out var link) ? [.. link.Select(place => place.Value)] : [],
        Learn = [.. values.Get(Learn).Select(place => place.Value)],
        State = values.Get(State),
    };
}
