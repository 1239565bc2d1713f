using Breakwater.Configuration.Options;

namespace Breakwater.Configuration.Sections;

/// <summary><c>retry</c> of a destination.</summary>
internal static class RetryOptions
{
    private static readonly RetrySettings Defaults = new();
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    /// <summary>The waits, for both places in which they may stand.</summary>
    public static Shape<IReadOnlyList<Placed<TimeSpan>>> Waits { get; } = Collections.List(Shapes.Duration(Shortest, LongestWait), 1, 100);

    public static Option<int> MaxAttempts { get; } = new(
        "maxAttempts", Shapes.Integer(1, 1_000), "How many attempts in all before a delivery is dead.")
    { Default = Defaults.MaxAttempts };

    public static Option<TimeSpan> First { get; } = new(
        "first", Shapes.Duration(Shortest, LongestWait), "The bound of the first wait; each wait is drawn between nothing and its bound (full jitter).")
    {
        Default = Defaults.First,
    };

    public static Option<double> Factor { get; } = new(
        "factor", Shapes.Number(1, 100), "By how much the bound grows with each attempt.")
    { Default = Defaults.Factor };

    public static Option<TimeSpan> Max { get; } = new(
        "max", Shapes.Duration(Shortest, LongestWait), "The greatest bound of a wait; also the cap of a Retry-After.")
    { Default = Defaults.Max };

    public static Option<TimeSpan> GiveUpAfter { get; } = new(
        "giveUpAfter",
        Shapes.Duration(Shortest, TimeSpan.FromDays(365)),
        "A delivery is dead when its next attempt would begin later than this after it was recorded.")
    {
        Default = Defaults.GiveUpAfter,
        DefaultWords = $"{Units.Show(Defaults.GiveUpAfter)}; with a schedule at least twice its waits",
    };

    public static Option<IReadOnlyList<Placed<TimeSpan>>> Schedule { get; } = new(
        "schedule",
        Waits,
        "The waits themselves instead of maxAttempts, first, factor and max: one attempt more than there are waits.");

    public static Section Section { get; } = new(
        "retry", "When a failed delivery is tried again, and when it is given up.", [MaxAttempts, First, Factor, Max, GiveUpAfter, Schedule]);

    public static RetrySettings Compose(Values? values, IReadOnlyList<Placed<TimeSpan>>? besides)
    {
        var schedule = besides ?? (values is not null && values.TryGet(Schedule, out var own) ? own : null);
        var settings = values is null ? Defaults : new RetrySettings
        {
            MaxAttempts = values.Get(MaxAttempts),
            First = values.Get(First),
            Factor = values.Get(Factor),
            Max = values.Get(Max),
            GiveUpAfter = values.Get(GiveUpAfter),
        };
        if (schedule is null)
        {
            return settings;
        }

        TimeSpan[] waits = [.. schedule.Select(w => w.Value)];
        var whole = TimeSpan.FromTicks(waits.Sum(w => w.Ticks));
        return settings with
        {
            Schedule = waits,
            MaxAttempts = waits.Length + 1,
            Max = Max.Default > waits.Max() ? Max.Default : waits.Max(),
            GiveUpAfter = values?.Has(GiveUpAfter) == true || 2 * whole < Defaults.GiveUpAfter ? settings.GiveUpAfter : 2 * whole,
        };
    }
}
