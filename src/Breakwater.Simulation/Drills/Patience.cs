using System.Globalization;
using Breakwater.Configuration;
using Breakwater.Configuration.Options;
using Breakwater.Settling;

namespace Breakwater.Simulation.Drills;

/// <summary>
/// The policy that would have outlasted the longest outage in which something was given up: long enough for the outage and the longest
/// wait behind it, with so many attempts that even the impatient draws of the jitter last.
/// </summary>
internal static class Patience
{
    /// <summary>What jitter leaves of the bounds, at the least, over many waits: half of them on average.</summary>
    private const double LeastShare = 0.3;

    /// <summary>More attempts than these ask for longer waits instead.</summary>
    private const int ManyAttempts = 60;

    private const int MostAttempts = 1_000;
    private static readonly TimeSpan LongWait = TimeSpan.FromHours(2);

    /// <summary>The policy that lasts for an outage; the same one where it does.</summary>
    public static RetrySettings For(RetrySettings policy, TimeSpan outage) =>
        policy.Schedule is { Count: > 0 } schedule ? Longer(policy, schedule, outage) : Longer(policy, outage);

    /// <summary>What to change of it, where something was given up too early.</summary>
    /// <param name="policy">The policy as it is.</param>
    /// <param name="better">The one that was tried.</param>
    /// <param name="seen">What came of the first.</param>
    /// <param name="left">How much is given up with the second; null where it was not tried.</param>
    public static IEnumerable<Advice> Of(RetrySettings policy, RetrySettings better, DestinationSeen seen, long? left)
    {
        var why = Why(seen, policy);
        return Differences(policy, better).Select((change, at) => new Advice
        {
            Left = left,
            About = $"destinations.{seen.Name}",
            Option = change.Option,
            Value = change.Value,
            Text = at == 0 ? $"{why}: {change.Words} {Tried(left)}." : $"together with the line before: one of them alone does not last.",
        });
    }

    private static string Tried(long? left) => left switch
    {
        null => "would last longer",
        0 => "would have kept them (tried in the same weather)",
        _ => $"would have kept all but {left.Value.ToString(CultureInfo.InvariantCulture)} (tried in the same weather)",
    };

    private static string Why(DestinationSeen seen, RetrySettings policy)
    {
        var by = string.Join(" and ", seen.Dead.Where(one => one.Key != GaveUp.Permanent).Select(one => one.Key switch
        {
            GaveUp.MaxAttempts => string.Create(CultureInfo.InvariantCulture, $"{Advisor.Count(one.Value, "delivery")} had used {policy.MaxAttempts} attempts"),
            GaveUp.Schedule => $"{Advisor.Count(one.Value, "delivery")} had come to the end of the schedule",
            _ => $"{Advisor.Count(one.Value, "delivery")} had waited for giveUpAfter {Units.Show(policy.GiveUpAfter)}",
        }));
        return seen.LongestLost is { } outage
            ? $"{seen.Name} was away for {Words.Of(outage)}, and {by}"
            : $"{seen.Name} failed again and again, and {by}";
    }

    private static IEnumerable<(string Option, string Value, string Words)> Differences(RetrySettings policy, RetrySettings better)
    {
        if (better.Schedule is { } schedule && policy.Schedule?.Count != schedule.Count)
        {
            var value = $"[{string.Join(", ", schedule.Select(Units.Show))}]";
            yield return ("retry.schedule", value, $"a schedule of {schedule.Count} waits");
        }

        if (better.GiveUpAfter != policy.GiveUpAfter)
        {
            yield return ("retry.giveUpAfter", Units.Show(better.GiveUpAfter), $"retry.giveUpAfter {Units.Show(better.GiveUpAfter)}");
        }

        if (better.Schedule is null && better.Max != policy.Max)
        {
            yield return ("retry.max", Units.Show(better.Max), $"retry.max {Units.Show(better.Max)}");
        }

        if (better.Schedule is null && better.MaxAttempts != policy.MaxAttempts)
        {
            var count = better.MaxAttempts.ToString(CultureInfo.InvariantCulture);
            yield return ("retry.maxAttempts", count, $"retry.maxAttempts {count}");
        }
    }

    private static RetrySettings Longer(RetrySettings policy, TimeSpan outage)
    {
        var max = Attempts(policy, outage) > ManyAttempts && policy.Max < LongWait ? policy with { Max = LongWait } : policy;
        return max with
        {
            MaxAttempts = Math.Max(policy.MaxAttempts, Attempts(max, outage)),
            GiveUpAfter = Longest(policy.GiveUpAfter, WholeHours(outage + (Backoff.Most(max) * 1.5))),
        };
    }

    /// <summary>Further waits like the last one, or longer where that would be too many.</summary>
    private static RetrySettings Longer(RetrySettings policy, IReadOnlyList<TimeSpan> schedule, TimeSpan outage)
    {
        var waits = schedule.ToList();
        var left = (outage * 1.25) - (waits.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait) * 0.9);
        var wait = Longest(waits[^1], WholeHours(left / 12));
        while (left > TimeSpan.Zero && waits.Count < 100)
        {
            waits.Add(wait);
            left -= wait * 0.9;
        }

        var whole = waits.Aggregate(TimeSpan.Zero, (sum, one) => sum + one);
        return policy with
        {
            Schedule = waits,
            MaxAttempts = waits.Count + 1,
            Max = Longest(policy.Max, wait),
            GiveUpAfter = policy.GiveUpAfter > whole * 1.2 ? policy.GiveUpAfter : WholeHours(whole * 1.25),
        };
    }

    private static int Attempts(RetrySettings policy, TimeSpan outage)
    {
        var lasts = TimeSpan.Zero;
        var attempts = 1;
        while (lasts < outage && attempts < MostAttempts)
        {
            lasts += Backoff.Bound(policy, attempts++) * LeastShare;
        }

        return attempts + 1;
    }

    private static TimeSpan WholeHours(TimeSpan time) => TimeSpan.FromHours(Math.Ceiling(time.TotalHours));

    private static TimeSpan Longest(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
