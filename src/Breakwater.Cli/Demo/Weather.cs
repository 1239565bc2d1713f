namespace Breakwater.Cli.Demo;

/// <summary>How a destination behaves for a while.</summary>
internal enum Mood
{
    /// <summary>It works.</summary>
    Fine,

    /// <summary>Nobody listens: connections are refused.</summary>
    Refuses,

    /// <summary>It answers 500 and does nothing.</summary>
    Fails,

    /// <summary>It answers 429 with <c>Retry-After: 1</c> and does nothing.</summary>
    Busy,

    /// <summary>It does what it was asked to, and then does not answer in time: the sender can't know.</summary>
    Hangs,
}

/// <summary>A while of one mood.</summary>
/// <param name="Mood">The mood.</param>
/// <param name="From">When it begins, from the start of the run.</param>
/// <param name="To">When it ends.</param>
internal sealed record Spell(Mood Mood, TimeSpan From, TimeSpan To);

/// <summary>The spells of one destination: each trouble once, in an order of chance, and fine at the end.</summary>
internal sealed record Weather(IReadOnlyList<Spell> Spells)
{
    public static Weather Of(Random chance, TimeSpan length)
    {
        Mood[] troubles = [Mood.Refuses, Mood.Fails, Mood.Busy, Mood.Hangs];
        chance.Shuffle(troubles);
        var spells = new List<Spell>();
        var share = length / troubles.Length;
        for (var i = 0; i < troubles.Length; i++)
        {
            var from = (share * i) + (share * 0.3 * chance.NextDouble());
            spells.Add(new Spell(troubles[i], from, from + (share * (0.4 + (0.3 * chance.NextDouble())))));
        }

        return new Weather(spells);
    }

    /// <summary>The mood at a moment.</summary>
    public Mood At(TimeSpan moment) => Spells.FirstOrDefault(spell => spell.From <= moment && moment < spell.To)?.Mood ?? Mood.Fine;
}
