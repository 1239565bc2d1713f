using Breakwater.Configuration;
using Breakwater.Simulation.Scenarios;
using Breakwater.Simulation.Scheduling;

namespace Breakwater.Simulation.Drills;

/// <summary>
/// What the platforms send: each source its share, about subjects that change several times; mostly at once, some late, some twice, and
/// now and then a platform is silent for a while and sends everything together.
/// </summary>
internal sealed class Traffic
{
    private const int Subjects = 30;
    private static readonly TimeSpan[] Retries = [.. new[] { 10, 60, 300, 900, 3_600, 14_400 }.Select(seconds => TimeSpan.FromSeconds(seconds))];

    private readonly DrillOrder order;
    private readonly SeededRandom chance;
    private readonly SortedDictionary<string, Voice> voices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (TimeSpan From, TimeSpan To)> silences = [];

    public Traffic(DrillOrder order, Settings settings)
    {
        this.order = order;
        chance = SeededRandom.For(order.Seed, "traffic");
        foreach (var source in settings.Sources.Values.OrderBy(source => source.Name, StringComparer.Ordinal))
        {
            voices.Add(source.Name, new Voice(source, settings));
            var at = order.Time * (0.8 * chance.NextDouble());
            silences.Add(source.Name, (at, at + Shorter(chance.Between(TimeSpan.FromMinutes(10), TimeSpan.FromHours(1)), order.Time / 5)));
        }
    }

    /// <summary>All of it, in the order in which it is sent.</summary>
    public IReadOnlyList<Posting> Make()
    {
        var sayings = new List<(Voice Voice, Saying Saying)>();
        if (voices.Count > 0)
        {
            var entities = order.Settings.Entities.Values.OrderBy(entity => entity.Name, StringComparer.Ordinal).ToList();
            foreach (var entity in entities)
            {
                sayings.AddRange(LivesOf(entity, order.Events / 2 / entities.Count));
            }

            var share = (order.Events - sayings.Count) / voices.Count;
            foreach (var voice in voices.Values)
            {
                sayings.AddRange(Plain(voice, share));
            }
        }

        return [.. sayings.OrderBy(one => one.Saying.Happened).Select(one => Posting(one.Voice, one.Saying)).OrderBy(posting => posting.At)];
    }

    private List<(Voice Voice, Saying Saying)> LivesOf(EntitySettings entity, double count)
    {
        var lives = new Lives(entity, voices);
        var told = new List<(Voice Voice, Saying Saying)>();
        for (var tries = 0; told.Count < count && tries < count; tries++)
        {
            told.AddRange(lives.Live(order.Time * (0.95 * chance.NextDouble()), chance).Where(one => one.Saying.Happened < order.Time));
        }

        return told;
    }

    /// <summary>Of a few subjects at a time, each of which is spoken of about five times.</summary>
    private IEnumerable<(Voice Voice, Saying Saying)> Plain(Voice voice, double count)
    {
        var keys = new List<string>();
        var moments = Enumerable.Range(0, Math.Max(1, (int)count)).Select(_ => order.Time * chance.NextDouble()).Order().ToList();
        foreach (var at in moments)
        {
            if (keys.Count < 3 || chance.OneIn(5))
            {
                keys.Add(voice.NewKey(chance));
            }

            var oldest = Math.Max(0, keys.Count - Subjects);
            yield return (voice, voice.Any(keys[oldest + chance.Next(keys.Count - oldest)], at, chance));
        }
    }

    private Posting Posting(Voice voice, Saying saying)
    {
        var (request, reading) = voice.Say(saying, chance);
        var at = saying.Happened + Late();
        var silence = silences[voice.Source.Name];
        if (at > silence.From && at < silence.To)
        {
            at = silence.To + TimeSpan.FromMilliseconds(chance.Next(20_000));
        }

        return new Posting
        {
            Source = voice.Source.Name,
            Id = reading.Id ?? "",
            Type = reading.Type,
            Key = reading.Key,
            Request = request,
            Happened = saying.Happened,
            At = Shorter(at, order.Time),
            Copies = reading.Id is null ? [] : Copies(),
            Retries = Retries,
        };
    }

    /// <summary>A moment, mostly; minutes for one in fifteen, hours for one in fifty.</summary>
    private TimeSpan Late() => chance.Next(100) switch
    {
        < 92 => chance.Between(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(3)),
        < 98 => chance.Between(TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(10)),
        _ => chance.Between(TimeSpan.FromMinutes(10), TimeSpan.FromHours(4)),
    };

    private IReadOnlyList<TimeSpan> Copies() => chance.Next(100) switch
    {
        < 93 => [],
        < 99 => [chance.Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(2))],
        _ => [chance.Between(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2)), chance.Between(TimeSpan.FromMinutes(2), TimeSpan.FromHours(6))],
    };

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
