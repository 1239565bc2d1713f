using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using Breakwater.Model;

namespace Breakwater.Settling;

/// <summary>An answer or a failure becomes an outcome. Pure.</summary>
internal static class Classification
{
    /// <summary>Judges one exchange. A complete status decides, even when the body behind it broke off.</summary>
    /// <param name="exchange">What came of the request.</param>
    /// <param name="permanent">The statuses after which trying again can't help.</param>
    public static Judgement Judge(in Exchange exchange, FrozenSet<int> permanent) => exchange.Reached switch
    {
        Reached.Answer => JudgeStatus(exchange.Status, permanent),
        Reached.Nothing => new Judgement(Outcome.Retryable, null, exchange.Error ?? "nothing could be sent", "it could not be sent"),
        Reached.Silence => new Judgement(Outcome.Ambiguous, null, exchange.Error ?? "it was sent, and no answer came", "it may have taken effect"),
        Reached.Refusal => new Judgement(Outcome.Permanent, null, exchange.Error ?? "it may not be sent", "it may not be sent there"),
        _ => throw new UnreachableException(),
    };

    /// <summary>Judges that a transform gave nothing to send: no request was made.</summary>
    /// <param name="error">Why, in words.</param>
    /// <param name="mayPass">True when another try may do better.</param>
    public static Judgement JudgeTransform(string error, bool mayPass) => mayPass
        ? new Judgement(Outcome.Retryable, null, error, "its transform ran out of time")
        : new Judgement(Outcome.Permanent, null, error, "its transform failed, and the same event fails again; nothing was sent");

    private static Judgement JudgeStatus(int status, FrozenSet<int> permanent)
    {
        if (status is >= 200 and <= 299)
        {
            return new Judgement(Outcome.Success, status, null, "delivered");
        }

        var text = status.ToString(CultureInfo.InvariantCulture);
        if (status is >= 300 and <= 399)
        {
            return new Judgement(Outcome.Permanent, status, $"answered {text}: redirects are not followed", $"{text} is a redirect, and redirects are not followed");
        }

        if (status == 410)
        {
            // Gone means gone, whatever the list says: the platform asks not to be called again.
            return new Judgement(Outcome.Permanent, status, "answered 410: the destination says that it is gone for good", "410 is permanent: the destination says that it is gone for good");
        }

        return permanent.Contains(status)
            ? new Judgement(Outcome.Permanent, status, $"answered {text}", $"{text} is permanent")
            : new Judgement(Outcome.Retryable, status, $"answered {text}", $"{text} may pass");
    }
}

/// <summary>What an attempt came to.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Status">The HTTP status, where one came.</param>
/// <param name="Error">What went wrong, in words for an operator; null after a success.</param>
/// <param name="Because">Why it was judged so: the end of a decision's words.</param>
internal readonly record struct Judgement(Outcome Outcome, int? Status, string? Error, string Because);
