using System.Globalization;
using Breakwater.Configuration;
using Breakwater.Model;

namespace Breakwater.Settling;

/// <summary>What follows from an attempt where it left a doubt, or was about one. Pure; where there is none it is <see cref="NextStep"/>.</summary>
/// <param name="Next">What happens to the delivery.</param>
/// <param name="Ambiguity">What is not known of it then.</param>
/// <param name="Uncounted">True when the attempt uses up none.</param>
internal readonly record struct Aftermath(NextStep Next, Ambiguity Ambiguity, bool Uncounted = false)
{
    private static readonly NextStep ToAPerson = new(
        DeliveryState.Waiting, null, "held: it may have taken effect, and a person decides (retry sends it again, cancel gives it up)", null);

    /// <summary>After a request that was sent, or a person was waited for.</summary>
    public static Aftermath Of(
        Errand errand, DestinationSettings destination, in PolicyRun run, in Judgement judgement, IReadOnlyList<Header> answer, DateTimeOffset now, Random chance)
    {
        if (errand == Errand.Hold)
        {
            return new Aftermath(ToAPerson, Ambiguity.Held);
        }

        var next = NextStep.After(destination.Retry, run, judgement, answer, now, chance);
        if (judgement.Outcome != Outcome.Ambiguous)
        {
            return new Aftermath(next, Ambiguity.None);
        }

        return destination switch
        {
            { OnAmbiguous: OnAmbiguous.Hold } => new Aftermath(ToAPerson with { HoldUntil = next.HoldUntil }, Ambiguity.Held),
            { OnAmbiguous: OnAmbiguous.Check, Check: not null } => new Aftermath(Asked(next, destination.Retry, run, now, chance), Ambiguity.Open),
            _ => new Aftermath(next, Ambiguity.Open),
        };
    }

    /// <summary>After the platform was asked.</summary>
    public static Aftermath OfCheck(
        CheckFinding finding, RetrySettings policy, in PolicyRun run, in Judgement judgement, IReadOnlyList<Header> answer, DateTimeOffset now, Random chance)
    {
        switch (finding)
        {
            case CheckFinding.Found:
                return new Aftermath(new NextStep(DeliveryState.Delivered, null, "delivered: the check found that it took effect", null), Ambiguity.None);
            case CheckFinding.Unknown:
                return new Aftermath(NextStep.After(policy, run, judgement, answer, now, chance), Ambiguity.Open);
        }

        var most = policy.Schedule is { Count: > 0 } schedule ? schedule.Count + 1 : policy.MaxAttempts;
        var dead = run.Attempt > most ? string.Create(CultureInfo.InvariantCulture, $"{most} of {most} attempts used")
            : now > run.Since + policy.GiveUpAfter ? $"it was asked for more than {Words.Of(policy.GiveUpAfter)} ago"
            : null;
        var next = dead is null
            ? new NextStep(DeliveryState.Waiting, now, "sent again at once: the check did not find it", null)
            : new NextStep(DeliveryState.Dead, null, $"dead: the check did not find it, and {dead}", null);
        return new Aftermath(next, Ambiguity.None, Uncounted: true);
    }

    /// <summary>Nothing is given up that may have taken effect, before the platform was asked once more.</summary>
    private static NextStep Asked(in NextStep next, RetrySettings policy, in PolicyRun run, DateTimeOffset now, Random chance)
    {
        if (next.State == DeliveryState.Waiting)
        {
            return next with { Decision = $"{next.Decision}; the platform is asked first" };
        }

        var wait = Backoff.After(policy, run.Attempt, chance);
        var at = now + wait > next.HoldUntil || next.HoldUntil is null ? now + wait : next.HoldUntil.Value;
        return next with
        {
            State = DeliveryState.Waiting,
            At = at,
            Decision = $"the platform is asked in {Words.Of(at - now)} whether it took effect; no attempt is left",
        };
    }
}
