using Breakwater.Configuration;

namespace Breakwater.Settling;

/// <summary>
/// How long to wait before the next attempt. Exponential with full jitter: anywhere between a floor and a bound that grows from
/// <c>first</c> by <c>factor</c> up to <c>max</c>, so that what failed together does not come back together. The floor is a tenth
/// of the bound, at most a second and at least a millisecond: a retry is never a hot loop. A schedule is taken as it stands,
/// a tenth more or less. Pure.
/// </summary>
internal static class Backoff
{
    private static readonly TimeSpan FloorLeast = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan FloorMost = TimeSpan.FromSeconds(1);

    /// <summary>The wait after an attempt.</summary>
    /// <param name="policy">The destination's policy.</param>
    /// <param name="attempt">Which attempt of the current run failed, from 1.</param>
    /// <param name="chance">Where the jitter comes from.</param>
    public static TimeSpan After(RetrySettings policy, int attempt, Random chance)
    {
        if (policy.Schedule is { Count: > 0 } schedule)
        {
            var planned = schedule[Math.Min(attempt, schedule.Count) - 1];
            return Longest(FloorLeast, planned * (0.9 + (0.2 * chance.NextDouble())));
        }

        var bound = Bound(policy, attempt);
        var floor = Longest(FloorLeast, Shortest(FloorMost, bound / 10));
        return Longest(floor, bound * chance.NextDouble());
    }

    /// <summary>The greatest wait after an attempt of the current run.</summary>
    public static TimeSpan Bound(RetrySettings policy, int attempt)
    {
        var seconds = policy.First.TotalSeconds * Math.Pow(Math.Max(1, policy.Factor), attempt - 1);

        // Past the range of a double it is infinite or no number: then it is past max, too.
        return seconds < policy.Max.TotalSeconds ? TimeSpan.FromSeconds(seconds) : policy.Max;
    }

    /// <summary>The longest wait that a policy ever chooses, for a <c>Retry-After</c>, too.</summary>
    public static TimeSpan Most(RetrySettings policy) =>
        Longest(policy.Max, policy.Schedule is { Count: > 0 } schedule ? schedule.Max() * 1.1 : TimeSpan.Zero) + (Bound(policy, 1) / 10);

    private static TimeSpan Longest(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Shortest(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
