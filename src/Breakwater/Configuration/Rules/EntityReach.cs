using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration.Rules;

/// <summary>States that no entity gets to or gets out of, and events that can never apply: warnings.</summary>
internal static class EntityReach
{
    public static void Check(Draft draft, Report report)
    {
        foreach (var entity in draft.Entities.Where(entity => entity.Value.Sound))
        {
            if (EntityOptions.Machine(entity.Value) is { } machine)
            {
                Check(entity.Value, machine, report);
            }
        }
    }

    private static void Check(Values entity, StateMachine machine, Report report)
    {
        var events = entity.Get(EntityOptions.Events);
        var brought = events.Select(evt => evt.Value.Get(EntityEventOptions.State)).ToHashSet(StringComparer.Ordinal);
        var transitions = entity.PlaceOf(EntityOptions.Transitions);
        foreach (var state in machine.States.Where(state => !machine.Reaches(null, state)))
        {
            report.Warn(transitions, $"the state '{state}' is never reached: no way leads to it from '{machine.Initial}'");
        }

        // Where no event brings the initial state, an entity is in it from its first event on.
        var reached = Reached(machine, brought);
        foreach (var state in machine.States.Where(state => machine.Reaches(null, state) && state != machine.Initial && !brought.Contains(state)))
        {
            report.Warn(transitions, $"no event brings the state '{state}': what comes after it waits for it");
        }

        CheckEnds(entity, machine, reached, report);
        CheckEvents(events, machine, reached, entity.Get(EntityOptions.OnTimeout), report);
    }

    private static void CheckEnds(Values entity, StateMachine machine, HashSet<string> reached, Report report)
    {
        var final = entity.Get(EntityOptions.Final).Select(end => end.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var state in machine.States.Where(reached.Contains))
        {
            var next = machine.States.Where(other => machine.Follows(state, other)).ToList();
            if (next.Count == 0 && final.Count > 0 && !final.Contains(state))
            {
                report.Warn(entity.PlaceOf(EntityOptions.Transitions), $"the state '{state}' is a dead end: nothing goes on from it, and 'final' does not name it");
            }
            else if (next.Count > 0 && !next.Exists(reached.Contains))
            {
                report.Warn(entity.PlaceOf(EntityOptions.Transitions), $"the state '{state}' is a dead end: no event brings {string.Join(" or ", next)}");
            }
        }
    }

    private static void CheckEvents(
        IReadOnlyList<Placed<Values>> events, StateMachine machine, HashSet<string> reached, EntityTimeout onTimeout, Report report)
    {
        for (var index = 0; index < events.Count; index++)
        {
            var (evt, place) = (events[index].Value, events[index].Value.PlaceOf(EntityEventOptions.State));
            var state = evt.Get(EntityEventOptions.State);
            if (!machine.Knows(state))
            {
                continue; // Its rule has reported it.
            }

            if (!machine.Reaches(null, state))
            {
                report.Warn(place, $"this event can never apply: no way leads to '{state}' from '{machine.Initial}'");
            }
            else if (!reached.Contains(state))
            {
                report.Warn(place, onTimeout == EntityTimeout.Apply
                    ? $"this event applies only after waiting: on each way to '{state}' lies a state that no event brings"
                    : $"this event can never apply: on each way to '{state}' lies a state that no event brings");
            }

            if (events.Take(index).FirstOrDefault(earlier => Covers(earlier.Value, evt)) is not null)
            {
                report.Warn(events[index].Place, "this event can never apply: each one that it matches is taken by an earlier line of this list");
            }
        }
    }

    /// <summary>The states that an entity can be in by its events alone.</summary>
    private static HashSet<string> Reached(StateMachine machine, HashSet<string> brought)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal) { machine.Initial };
        var open = new Queue<string>(reached);
        while (open.TryDequeue(out var at))
        {
            foreach (var next in machine.States.Where(next => machine.Follows(at, next) && brought.Contains(next) && reached.Add(next)))
            {
                open.Enqueue(next);
            }
        }

        return reached;
    }

    private static bool Covers(Values earlier, Values later)
    {
        var (types, laterTypes) = (Texts(earlier, EntityEventOptions.Types), Texts(later, EntityEventOptions.Types));
        return Texts(later, EntityEventOptions.From).IsSubsetOf(Texts(earlier, EntityEventOptions.From))
            && (types.Count == 0 || types.Contains("*") || (laterTypes.Count > 0 && laterTypes.IsSubsetOf(types)));
    }

    private static HashSet<string> Texts(Values values, Option<IReadOnlyList<Placed<string>>> option) =>
        values.TryGet(option, out var texts) ? texts.Select(text => text.Value).ToHashSet(StringComparer.Ordinal) : [];
}
