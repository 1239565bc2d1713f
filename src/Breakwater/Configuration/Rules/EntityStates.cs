using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration.Rules;

/// <summary>An entity's events and ends name states and sources that there are, and its transitions name each state once.</summary>
internal static class EntityStates
{
    public static void Check(Draft draft, Report report)
    {
        var sources = draft.Sources.Select(source => source.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var entity in draft.Entities)
        {
            Check(entity.Value, sources, report);
        }
    }

    private static void Check(Values entity, HashSet<string> sources, Report report)
    {
        foreach (var evt in Events(entity))
        {
            foreach (var source in evt.TryGet(EntityEventOptions.From, out var from) ? from.Where(name => !sources.Contains(name.Value)) : [])
            {
                Missing(source.Place, "source", sources, source.Value, report);
            }
        }

        if (!entity.TryGet(EntityOptions.Transitions, out var transitions) || !entity.TryGet(EntityOptions.Initial, out var initial))
        {
            return;
        }

        foreach (var from in transitions)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var to in from.Value.Where(to => !seen.Add(to.Value)))
            {
                report.Fault(to.Place, "this state stands twice in one list");
            }
        }

        if (EntityOptions.Machine(entity) is not { } machine)
        {
            report.Fault(entity.PlaceOf(EntityOptions.Transitions), $"more than {StateMachine.MaxStates} states");
            return;
        }

        CheckNames(entity, machine, transitions, initial, report);
    }

    private static void CheckNames(
        Values entity, StateMachine machine, IReadOnlyList<Named<IReadOnlyList<Placed<string>>>> transitions, string initial, Report report)
    {
        var states = transitions.SelectMany(from => from.Value.Select(to => to.Value).Append(from.Name)).ToHashSet(StringComparer.Ordinal);
        if (!states.Contains(initial))
        {
            Missing(entity.PlaceOf(EntityOptions.Initial), "state", states, initial, report);
        }

        foreach (var evt in Events(entity))
        {
            if (evt.TryGet(EntityEventOptions.State, out var state) && !machine.Knows(state))
            {
                Missing(evt.PlaceOf(EntityEventOptions.State), "state", states, state, report);
            }
        }

        foreach (var end in entity.Get(EntityOptions.Final))
        {
            if (!machine.Knows(end.Value))
            {
                Missing(end.Place, "state", states, end.Value, report);
            }
            else if (machine.States.Any(next => machine.Follows(end.Value, next)))
            {
                report.Fault(end.Place, $"'{end.Value}' is no end: transitions go on from it");
            }
        }
    }

    private static IEnumerable<Values> Events(Values entity) =>
        entity.TryGet(EntityOptions.Events, out var events) ? events.Select(evt => evt.Value) : [];

    private static void Missing(Place place, string what, HashSet<string> known, string name, Report report)
    {
        var nearest = report.Nearest(name, known);
        var shown = place.Node is ConfigurationNode.Scalar scalar ? scalar.Text : "";
        report.Fault(place, $"there is no {what} '{shown}'", nearest is null ? $"the name of a {what} of this {(what == "state" ? "entity" : "file")}" : null, nearest);
    }
}
