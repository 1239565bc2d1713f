using System.Collections.Frozen;
using Breakwater.Configuration.Options;

namespace Breakwater.Configuration.Sections;

/// <summary>An item of <c>reconcile</c> of a kind of entity: how a destination is asked what it knows.</summary>
internal static class CompareOptions
{
    private static readonly CompareSettings Defaults = new() { Destination = "", Request = "/", Compare = [] };
    private static readonly NameRule Pointers = new("a JSON Pointer such as /status", "^/", FreePrefix: false, JsonPointers.Fault);

    public static Option<string> Destination { get; } = new(
        "destination", Shapes.Text("the name of a destination", 64), "The destination that is asked; its address and headers are used.")
    { Required = true };

    public static Option<string> Request { get; } = new(
        "request", RequestText.Of("a request such as GET /orders/{key}", ["key"]), "The request for one entity; {key} stands for its key.")
    { Required = true };

    public static Option<IReadOnlyList<Named<EntityPart>>> Compare { get; } = new(
        "compare",
        Collections.Map(Shapes.Choice<EntityPart>([("state", EntityPart.State), ("version", EntityPart.Version), ("key", EntityPart.Key)]), Pointers, 20),
        "What stands where in the answer: from JSON Pointers to state, version or key.")
    { Required = true };

    public static Option<IReadOnlyList<Named<string>>> States { get; } = new(
        "states", Collections.Map(Shapes.Text("a text", 256), StateName.Rule, StateMachine.MaxStates), "What the destination calls our states.")
    { Default = [], DefaultWords = "as we do" };

    public static Option<bool> Repair { get; } = new(
        "repair",
        Shapes.Choice<bool>([("flag", false), ("redeliver", true)]),
        "What becomes of a difference: flag shows it; redeliver sends the last event that went there again, in its place.")
    { Default = Defaults.Redeliver };

    public static Option<TimeSpan> Since { get; } = new(
        "since", Shapes.Duration(TimeSpan.FromMinutes(1), TimeSpan.FromDays(365)), "Entities that have not changed for so long are not asked for.")
    { Default = Defaults.Since };

    public static Option<TimeSpan> Every { get; } = new(
        "every", Shapes.Duration(TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)), "How often all of them are compared.")
    { Default = Defaults.Every };

    public static Option<double> Rate { get; } = new("rate", Shapes.Rate, "How many requests may begin in a time, evenly spread.") { Default = Defaults.Rate };

    public static Section Section { get; } = new(
        "compare", "How a destination is asked what it knows of entities of a kind.", [Destination, Request, Compare, States, Repair, Since, Every, Rate]);

    public static CompareSettings Compose(Values values) => new()
    {
        Destination = values.Get(Destination),
        Request = RequestText.PathOf(values.Get(Request)),
        Compare = [.. values.Get(Compare).Select(part => KeyValuePair.Create(part.Name, part.Value))],
        States = values.Get(States).ToFrozenDictionary(state => state.Name, state => state.Value, StringComparer.Ordinal),
        Redeliver = values.Get(Repair),
        Since = values.Get(Since),
        Every = values.Get(Every),
        Rate = values.Get(Rate),
    };
}
