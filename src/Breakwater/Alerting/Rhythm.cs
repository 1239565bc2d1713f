namespace Breakwater.Alerting;

/// <summary>
/// How often a source usually speaks: the longest pause of each of the last days. A source is silent after twice the longest of them, so
/// nights and weekends are learned after the first. Pure: told of moments, asked for one.
/// </summary>
internal sealed class Rhythm
{
    /// <summary>How many days are remembered: two weekends.</summary>
    public const int Days = 15;

    /// <summary>A pause is never judged before this.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromMinutes(10);

    /// <summary>How long a source must be known before it is judged.</summary>
    public static readonly TimeSpan Known = TimeSpan.FromDays(1);

    private readonly (long Day, TimeSpan Pause)[] longest = new (long, TimeSpan)[Days];
    private DateTimeOffset? first;

    /// <summary>When it was heard last.</summary>
    public DateTimeOffset? Last { get; private set; }

    /// <summary>It was heard, and not between this moment and the last one.</summary>
    public void Heard(DateTimeOffset at)
    {
        if (Last is { } last && at > last)
        {
            Pause(at - last, at);
        }

        Last = Last > at ? Last : at;
        first = first < at ? first : at;
    }

    /// <summary>It was not heard for so long, up to a moment of the past.</summary>
    public void Pause(TimeSpan pause, DateTimeOffset until)
    {
        var day = until.UtcTicks / TimeSpan.TicksPerDay;
        ref var slot = ref longest[day % Days];
        slot = slot.Day == day && slot.Pause > pause ? slot : (day, pause);
        var began = until - pause;
        first = first < began ? first : began;
    }

    /// <summary>The longest pause that is remembered.</summary>
    public TimeSpan Usual(DateTimeOffset now)
    {
        var today = now.UtcTicks / TimeSpan.TicksPerDay;
        return longest.Where(slot => slot.Day > today - Days).Select(slot => slot.Pause).DefaultIfEmpty().Max();
    }

    /// <summary>After which pause it is silent; null while it is not known for long enough.</summary>
    public TimeSpan? SilentAfter(DateTimeOffset now)
    {
        var twice = 2 * Usual(now);
        return now - first >= Known ? twice > Least ? twice : Least : null;
    }

    /// <summary>True when it is silent now.</summary>
    public bool IsSilent(DateTimeOffset now) => Last is { } last && SilentAfter(now) is { } limit && now - last > limit;
}
