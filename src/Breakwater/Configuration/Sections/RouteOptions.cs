using Breakwater.Configuration.Options;
using Breakwater.Model;

namespace Breakwater.Configuration.Sections;

/// <summary>A route of <c>routes</c>.</summary>
internal static class RouteOptions
{
    private static readonly Shape<string> Name = Shapes.Text("a name", 64);

    public static Option<IReadOnlyList<Placed<string>>> From { get; } = new(
        "from", Collections.List(Name, 1, 1_000, single: true), "The source, or several.")
    { Required = true };

    public static Option<IReadOnlyList<Placed<string>>> Types { get; } = new(
        "types",
        Collections.List(Shapes.Text("a pattern of types such as charge.*", 256), 1, 1_000, single: true),
        "Patterns of types; * matches within a dot-separated part and beyond.")
    {
        Default = [],
        DefaultWords = "all",
    };

    public static Option<IReadOnlyList<Named<IReadOnlyList<Placed<string>>>>> Where { get; } = new(
        "where",
        Collections.Map(
            Collections.List(WhereValue.Shape, 1, 1_000, single: true),
            new NameRule("a JSON Pointer into the body such as /data/currency", "^/.*$", FreePrefix: true, JsonPointers.Fault),
            32),
        "Equality conditions: the value at each JSON Pointer is one of those given, compared as text. All must hold.")
    {
        Default = [],
        DefaultWords = "no condition",
    };

    public static Option<IReadOnlyList<Placed<string>>> To { get; } = new(
        "to", Collections.List(Name, 1, 1_000, single: true), "The destination, or several.")
    { Required = true };

    public static Option<DeliveryOrder> Order { get; } = new(
        "order",
        Shapes.Choice([("none", DeliveryOrder.None), ("key", DeliveryOrder.Key), ("latest", DeliveryOrder.Latest)], noun: "order "),
        "In what order a destination sees the events of one key: none; one at a time and in order, a lower version first (key); "
        + "one at a time, and only the newest (latest). With a version, what is older than the destination has is not sent. "
        + "An event without a key goes without order.")
    { Default = DeliveryOrder.None };

    public static Option<OnDead> OnDead { get; } = new(
        "onDead",
        Shapes.Choice([("hold", Model.OnDead.Hold), ("skip", Model.OnDead.Skip)], noun: "onDead "),
        "With an order: whether the later events of a key wait for a dead letter until it is retried, cancelled or replayed (hold), or go on (skip).")
    { Default = Model.OnDead.Hold };

    public static Option<string> Transform { get; } = new(
        "transform",
        Shapes.Text("the path of a script, from the configuration's folder", 4_096),
        "JavaScript that makes what the destinations receive: export default (event) => body.")
    {
        DefaultWords = "the body as it came",
    };

    public static Option<string> Entity { get; } = new(
        "entity",
        Shapes.Text("the name of an entity", 64),
        "Deliver what was applied to entities of this kind, in the order in which it was applied. Takes the place of order.")
    { DefaultWords = "every event that matches" };

    public static Section Section { get; } = new(
        "route",
        "Which events of a source go to which destinations.",
        [
            From, Types, Where, To, Order, OnDead, Entity, Transform,
            new UnbuiltOption("together", "Destinations that go together or not at all."),
            new UnbuiltOption("compensate", "What undoes a delivery."),
        ]);

    public static RouteSettings Compose(Values values, TransformScripts scripts) => new()
    {
        From = [.. values.Get(From).Select(n => n.Value)],
        Types = [.. values.Get(Types).Select(t => t.Value)],
        Where = [.. values.Get(Where).Select(w => new WhereSettings(w.Name, [.. w.Value.Select(v => v.Value)]))],
        To = [.. values.Get(To).Select(n => n.Value)],
        Entity = values.TryGet(Entity, out var entity) ? entity : null,
        Order = values.Get(Order),
        OnDead = values.Get(OnDead),
        Transform = scripts.Of(values),
    };
}
