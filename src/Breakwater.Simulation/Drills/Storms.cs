using Breakwater.Simulation.Scenarios;
using Breakwater.Simulation.Scheduling;

namespace Breakwater.Simulation.Drills;

/// <summary>
/// The weather of a drill: each destination is away once for long and some times for minutes, asks for rest, is slow, fails in part, answers
/// and breaks off, refuses what it ought to take; the node is killed and restarted, the store fails for moments. It goes by the seed and
/// the names alone, so that another policy meets the same weather.
/// </summary>
internal sealed class Storms(ulong seed, TimeSpan time)
{
    /// <summary>All of it fails.</summary>
    private const int Whole = 0;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(4);
    private static readonly TroubleKind[] Away = [TroubleKind.Refuses, TroubleKind.ResetsBefore, TroubleKind.Silent, TroubleKind.Answers];

    /// <summary>What goes wrong, in order.</summary>
    public IReadOnlyList<Trouble> Make(IEnumerable<string> destinations) =>
    [
        .. destinations.Order(StringComparer.Ordinal).SelectMany(name => At(name, SeededRandom.For(seed, "weather of " + name)))
            .Concat(OfNode(SeededRandom.For(seed, "weather of the node")))
            .Where(trouble => trouble.At + trouble.For < time)
            .OrderBy(trouble => trouble.At),
    ];

    /// <summary>When a destination took nothing at all; what touches is one outage.</summary>
    public static IReadOnlyList<Outage> Outages(IEnumerable<Trouble> troubles, string destination)
    {
        var outages = new List<Outage>();
        foreach (var trouble in troubles.Where(one => one.Target == destination && one.Passes == Whole && IsAway(one)).OrderBy(one => one.At))
        {
            var end = trouble.At + trouble.For;
            if (outages.Count > 0 && trouble.At <= outages[^1].To + TimeSpan.FromMinutes(1))
            {
                outages[^1] = outages[^1] with { To = end > outages[^1].To ? end : outages[^1].To };
            }
            else
            {
                outages.Add(new Outage(trouble.At, end));
            }
        }

        return outages;
    }

    private static bool IsAway(Trouble trouble) => Away.Contains(trouble.Kind) && (trouble.Kind != TroubleKind.Answers || trouble.Amount >= 500);

    private List<Trouble> At(string name, SeededRandom chance)
    {
        var troubles = new List<Trouble> { LongOutage(chance) };
        AddSome(troubles, hours: 12, Minutes(chance, 1, 30), chance, spell => Fails(spell, chance));
        AddSome(troubles, hours: 24, Minutes(chance, 2, 20), chance, spell => spell with { Kind = TroubleKind.TooMany, Amount = chance.Pick<int>([1, 5, 30, 60, 120]) });
        AddSome(troubles, hours: 24, Minutes(chance, 5, 60), chance, spell => spell with { Kind = TroubleKind.Slow, Passes = 2 });
        AddSome(troubles, hours: 24, Minutes(chance, 5, 60), chance, spell => spell with { Kind = TroubleKind.Answers, Amount = chance.Pick<int>([500, 502, 503]), Passes = 2 });
        AddSome(troubles, hours: 24, Minutes(chance, 1, 5), chance, spell => spell with { Kind = chance.Pick<TroubleKind>([TroubleKind.ResetsAfter, TroubleKind.HalfAnswers, TroubleKind.Garbage]), Passes = 3 });
        if (chance.OneIn(3))
        {
            // Somebody ships what refuses good events, and takes it back.
            troubles.Add(Spell(Minutes(chance, 3, 20)(), chance) with { Kind = TroubleKind.Answers, Amount = chance.Pick<int>([400, 401, 404, 422]), Passes = 3 });
        }

        return troubles.ConvertAll(trouble => trouble with { Target = name });
    }

    private Trouble LongOutage(SeededRandom chance)
    {
        var most = time * 0.6 < Longest ? time * 0.6 : Longest;
        var length = chance.Between(time / 10, most);
        return Fails(new Trouble { Kind = TroubleKind.Refuses, At = (time - length) * (0.05 + (0.9 * chance.NextDouble())), For = length }, chance);
    }

    private static Trouble Fails(Trouble spell, SeededRandom chance) =>
        spell with { Kind = chance.Pick<TroubleKind>(Away), Amount = chance.Pick<int>([500, 502, 503, 504]), Passes = Whole };

    private List<Trouble> OfNode(SeededRandom chance)
    {
        var troubles = new List<Trouble>();
        AddSome(troubles, hours: 12, Seconds(chance, 1, 90), chance, spell => spell with { Kind = TroubleKind.Kill, Amount = chance.Next(40) });
        AddSome(troubles, hours: 24, Seconds(chance, 1, 20), chance, spell => spell with { Kind = TroubleKind.Stop, Amount = 10 });
        AddSome(troubles, hours: 24, Seconds(chance, 1, 60), chance, spell => spell with { Kind = chance.Pick<TroubleKind>([TroubleKind.StoreFails, TroubleKind.StoreSlow, TroubleKind.StoreLosesAnswers]) });
        return troubles;
    }

    /// <summary>One, and one more for so many hours.</summary>
    private void AddSome(List<Trouble> troubles, double hours, Func<TimeSpan> length, SeededRandom chance, Func<Trouble, Trouble> make)
    {
        var count = 1 + (int)(time.TotalHours / hours);
        troubles.AddRange(Enumerable.Range(0, count).Select(_ => make(Spell(length(), chance))));
    }

    private Trouble Spell(TimeSpan length, SeededRandom chance) => new() { Kind = TroubleKind.Refuses, At = time * (0.95 * chance.NextDouble()), For = length };

    private static Func<TimeSpan> Minutes(SeededRandom chance, int least, int most) => () => chance.Between(TimeSpan.FromMinutes(least), TimeSpan.FromMinutes(most));

    private static Func<TimeSpan> Seconds(SeededRandom chance, int least, int most) => () => chance.Between(TimeSpan.FromSeconds(least), TimeSpan.FromSeconds(most));
}

/// <summary>A time in which a destination took nothing.</summary>
/// <param name="From">When it began, since the beginning.</param>
/// <param name="To">When it ended.</param>
internal sealed record Outage(TimeSpan From, TimeSpan To)
{
    public TimeSpan Length => To - From;
}
