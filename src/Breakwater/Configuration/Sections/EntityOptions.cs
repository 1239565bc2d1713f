using System.Collections.Frozen;
using Breakwater.Configuration.Options;

namespace Breakwater.Configuration.Sections;

/// <summary>A kind of entity of <c>entities</c>.</summary>
internal static class EntityOptions
{
    public static Option<string> Initial { get; } = new("initial", StateName.Shape, "The state in which an entity begins.")
    { Required = true };

    public static Option<IReadOnlyList<Named<IReadOnlyList<Placed<string>>>>> Transitions { get; } = new(
        "transitions",
        Collections.Map(Collections.List(StateName.Shape, 0, StateMachine.MaxStates, single: true), StateName.Rule, StateMachine.MaxStates),
        "From each state, the states that may follow it. A state from which nothing goes on needs no line.")
    { Required = true };

    public static Option<IReadOnlyList<Placed<string>>> Final { get; } = new(
        "final",
        Collections.List(StateName.Shape, 0, StateMachine.MaxStates, single: true),
        "The states that are meant to be the end: with this list, check warns of every other one from which nothing goes on.")
    {
        Default = [],
        DefaultWords = "every state from which nothing goes on",
    };

    public static Option<TimeSpan> Wait { get; } = new(
        "wait", Shapes.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)), "How long an early event waits for what must come before it.")
    { Default = TimeSpan.FromMinutes(15) };

    public static Option<EntityTimeout> OnTimeout { get; } = new(
        "onTimeout",
        Shapes.Choice<EntityTimeout>([("flag", EntityTimeout.Flag), ("apply", EntityTimeout.Apply)]),
        "What becomes of it then: flag shows it to a person, and still applies it when what is missing comes; apply goes on without.")
    { Default = EntityTimeout.Flag };

    public static Option<IReadOnlyList<Placed<Values>>> Events { get; } = new(
        "events",
        Collections.List(Collections.Of(EntityEventOptions.Section), 1, 1_000),
        "Which events declare which state. Of several that match an event, the first counts.")
    { Required = true };

    public static Option<IReadOnlyList<Placed<Values>>> Reconcile { get; } = new(
        "reconcile", Collections.List(Collections.Of(CompareOptions.Section), 0, 100), "Which destinations are asked what they know of it.")
    { Default = [], DefaultWords = "none" };

    public static Section Section { get; } = new(
        "entity",
        "A state machine over the events of several sources: old news never wins, whenever it arrives.",
        [Initial, Transitions, Final, Wait, OnTimeout, Events, Reconcile]);

    /// <summary>The machine as it stands; null where it could not be read or has too many states.</summary>
    public static StateMachine? Machine(Values entity)
    {
        if (!entity.TryGet(Initial, out var initial) || !entity.TryGet(Transitions, out var transitions))
        {
            return null;
        }

        var states = transitions.SelectMany(from => from.Value.Select(to => to.Value).Append(from.Name)).Append(initial).Distinct(StringComparer.Ordinal);
        return states.Count() > StateMachine.MaxStates
            ? null
            : new StateMachine(initial, transitions.Select(from => KeyValuePair.Create(from.Name, (IReadOnlyList<string>)[.. from.Value.Select(to => to.Value)])));
    }

    public static EntitySettings Compose(string name, Values values) => new()
    {
        Name = name,
        Initial = values.Get(Initial),
        Transitions = values.Get(Transitions).ToFrozenDictionary(
            from => from.Name, from => (IReadOnlyList<string>)[.. from.Value.Select(to => to.Value)], StringComparer.Ordinal),
        Wait = values.Get(Wait),
        OnTimeout = values.Get(OnTimeout),
        Events = [.. values.Get(Events).Select(evt => EntityEventOptions.Compose(evt.Value))],
        Reconcile = [.. values.Get(Reconcile).Select(one => CompareOptions.Compose(one.Value))],
    };
}
