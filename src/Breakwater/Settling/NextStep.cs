using System.Globalization;
using Breakwater.Configuration;
using Breakwater.Model;

namespace Breakwater.Settling;

/// <summary>What happens to a delivery after an attempt, and why. Pure: the table of its tests is the specification.</summary>
/// <param name="State">The delivery's new state.</param>
/// <param name="At">When it is tried again; null when terminal.</param>
/// <param name="Decision">In words: <c>delivered</c>, <c>again in 12 s (attempt 3 of 12)</c>, <c>dead: 410 is permanent</c>.</param>
/// <param name="HoldUntil">Until when the whole destination asked to be left alone (429 or 503 with <c>Retry-After</c>), or null.</param>
internal readonly record struct NextStep(DeliveryState State, DateTimeOffset? At, string Decision, DateTimeOffset? HoldUntil)
{
    private static readonly NextStep Delivered = new(DeliveryState.Delivered, null, "delivered", null);

    /// <summary>Decides.</summary>
    /// <param name="policy">When to try again and when to give up.</param>
    /// <param name="run">Which attempts count, and since when.</param>
    /// <param name="judgement">What the attempt came to.</param>
    /// <param name="answer">The answer's headers, for <c>Retry-After</c>.</param>
    /// <param name="now">The moment at which the attempt ended.</param>
    /// <param name="chance">Where jitter comes from.</param>
    public static NextStep After(
        RetrySettings policy, in PolicyRun run, in Judgement judgement, IReadOnlyList<Header> answer, DateTimeOffset now, Random chance)
    {
        switch (judgement.Outcome)
        {
            case Outcome.Success:
                return Delivered;
            case Outcome.Permanent:
                return Dead(judgement.Because);
        }

        var asked = judgement.Status is null ? null : RetryAfter.Read(answer, now);
        var capped = asked > policy.Max ? policy.Max : asked;
        var hold = judgement.Status is 429 or 503 && capped > TimeSpan.Zero ? now + capped : null;
        var most = policy.Schedule is { Count: > 0 } schedule ? schedule.Count + 1 : policy.MaxAttempts;
        if (run.Attempt >= most)
        {
            return Dead(string.Create(CultureInfo.InvariantCulture, $"{run.Attempt} of {most} attempts used, and the last {Ending(judgement)}"), hold);
        }

        var wait = Backoff.After(policy, run.Attempt, chance);
        if (capped is { } floor && floor > wait)
        {
            // Not before, and not all at once either.
            wait = floor + (Backoff.Bound(policy, 1) / 10 * chance.NextDouble());
        }

        var at = now + wait;
        if (at > run.Since + policy.GiveUpAfter)
        {
            return Dead($"its next attempt would begin more than {Words.Of(policy.GiveUpAfter)} after it was asked for, and the last {Ending(judgement)}", hold);
        }

        var words = string.Create(CultureInfo.InvariantCulture, $"again in {Words.Of(wait)} (attempt {run.Attempt + 1} of {most}){Why(judgement, asked, policy.Max)}");
        return new NextStep(DeliveryState.Waiting, at, words, hold);
    }

    private static NextStep Dead(string because, DateTimeOffset? hold = null) => new(DeliveryState.Dead, null, $"dead: {because}", hold);

    private static string Ending(in Judgement judgement) =>
        judgement.Outcome == Outcome.Ambiguous ? "may have taken effect" : "failed";

    private static string Why(in Judgement judgement, TimeSpan? asked, TimeSpan max)
    {
        if (judgement.Outcome == Outcome.Ambiguous)
        {
            return "; this one may have taken effect";
        }

        return asked switch
        {
            null => "",
            { } wait when wait == TimeSpan.MaxValue => $"; Retry-After asked for longer than any clock, cut to {Words.Of(max)}",
            { } wait when wait > max => $"; Retry-After asked for {Words.Of(wait)}, cut to {Words.Of(max)}",
            { } wait => $"; Retry-After asked for {Words.Of(wait)}",
        };
    }
}

/// <summary>The attempts that a policy counts: since the recording, or since the last retry by hand.</summary>
/// <param name="Attempt">Which attempt of the run it was, from 1.</param>
/// <param name="Since">When the run was asked for.</param>
internal readonly record struct PolicyRun(int Attempt, DateTimeOffset Since)
{
    /// <summary>The run of a delivery, at the attempt of this number.</summary>
    public static PolicyRun Of(Delivery delivery, int number) => new(number - delivery.AttemptsBefore, delivery.Since);
}
