using System.Collections.Frozen;
using System.Globalization;
using Breakwater.Model;

namespace Breakwater.Settling;

/// <summary>
/// What the answer to a call means. An event that is refused today may be taken tomorrow; but who calls wants the answer, so here every
/// 4xx is one, except those that ask to come again. Pure.
/// </summary>
internal static class CallClassification
{
    /// <summary>Judges one exchange.</summary>
    /// <param name="exchange">What came of the request. Its error, beside a status, says why the body is not whole.</param>
    /// <param name="permanent">The statuses after which trying again can't help, beside those of calls.</param>
    /// <param name="delivery">The delivery before this attempt.</param>
    public static Judgement Judge(in Exchange exchange, FrozenSet<int> permanent, Delivery delivery)
    {
        if (exchange.Reached is not Reached.Answer)
        {
            return Classification.Judge(exchange, permanent);
        }

        if (exchange.Error is { } broken)
        {
            // Half an answer is none: the caller wants the body.
            return new Judgement(Outcome.Ambiguous, exchange.Status, broken, "it may have taken effect");
        }

        var status = exchange.Status;
        var text = status.ToString(CultureInfo.InvariantCulture);
        return status is >= 400 and <= 499 && !MayPass(status, delivery)
            ? new Judgement(Outcome.Permanent, status, $"answered {text}", $"{text} is the platform's answer")
            : Classification.Judge(exchange, permanent);
    }

    /// <summary>
    /// Too slow, too early, too many. And a conflict behind an attempt that got no answer: the platform may still be at that one, and says so
    /// to the same idempotency key.
    /// </summary>
    private static bool MayPass(int status, Delivery delivery) =>
        status is 408 or 425 or 429 || (status == 409 && delivery is { Attempts: > 0, LastStatus: null });
}
