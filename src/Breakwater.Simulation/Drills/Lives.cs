using System.Globalization;
using Breakwater.Configuration;
using Breakwater.Simulation.Scheduling;
using Breakwater.Verification;

namespace Breakwater.Simulation.Drills;

/// <summary>The lives of entities of one kind: each goes from state to state as its transitions allow, and platforms tell of it.</summary>
internal sealed class Lives(EntitySettings entity, IReadOnlyDictionary<string, Voice> voices)
{
    private const int MostStates = 8;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(3);

    private int born;

    /// <summary>One life from its beginning.</summary>
    public IEnumerable<(Voice Voice, Saying Saying)> Live(TimeSpan from, SeededRandom chance)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{entity.Name}-{1_000 + born++}");
        var at = from;
        foreach (var state in Path(chance))
        {
            var lines = entity.Events.Where(line => line.State == state && line.From.Any(voices.ContainsKey)).ToList();
            if (lines.Count > 0)
            {
                yield return Tell(chance.Pick(lines), key, at, chance);
                at += chance.Between(Shortest, Longest);
            }
        }
    }

    private IEnumerable<string> Path(SeededRandom chance)
    {
        var state = entity.Initial;
        for (var count = 0; count < MostStates; count++)
        {
            yield return state;
            if (!entity.Transitions.TryGetValue(state, out var next) || next.Count == 0)
            {
                yield break;
            }

            state = chance.Pick(next);
        }
    }

    private (Voice Voice, Saying Saying) Tell(EntityEventSettings line, string key, TimeSpan at, SeededRandom chance)
    {
        var voice = voices[chance.Pick<string>([.. line.From.Where(voices.ContainsKey)])];
        var version = (SimulatedClock.Beginning + at).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var parts = Parts(line.Key, key).Concat(Parts(line.Version, version)).ToList();
        return (voice, new Saying
        {
            Type = chance.Pick<string>([.. voice.TypesOf(line.Types)]),
            Key = key,
            Happened = at,
            Values = [.. parts.Where(part => part.Part.Kind == SelectorKind.Pointer).Select(part => (part.Part.Value, part.Text))],
            Headers = [.. parts.Where(part => part.Part.Kind == SelectorKind.Header).Select(part => KeyValuePair.Create(part.Part.Value, part.Text))],
        });
    }

    /// <summary>Where the first way to read something looks.</summary>
    private static IEnumerable<(SelectorPart Part, string Text)> Parts(IReadOnlyList<Selector> selectors, string text) =>
        selectors.Take(1).SelectMany(selector => selector.Parts).Where(part => part.Kind is SelectorKind.Pointer or SelectorKind.Header).Select(part => (part, text));
}
