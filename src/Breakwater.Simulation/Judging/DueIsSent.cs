using Breakwater.Model;
using Breakwater.Simulation.Scenarios;

namespace Breakwater.Simulation.Judging;

/// <summary>
/// P4, P7: in good weather, what is due is sent within seconds: it does not wait for a chance look into the store. Judged where no
/// clock jumped and no answer of the store was lost, since there a look within a minute is all that is promised.
/// </summary>
internal sealed class DueIsSent(Truth truth) : IPromise
{
    /// <summary>After so long in good weather it is judged.</summary>
    public static readonly TimeSpan After = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Late = TimeSpan.FromSeconds(15);

    private readonly Dictionary<string, long> lastSent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> resumed = new(StringComparer.Ordinal);
    private readonly HashSet<string> resting = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public void Hear(Fact fact)
    {
        switch (fact)
        {
            case Fact.Begun { Request: var request }:
                lastSent[request.Destination] = fact.At;
                break;
            case Fact.Ended { Request: { RetryAfter: not null } request }:
                resting.Add(request.Destination);
                break;
            case Fact.Resuming { Destination: var destination }:
                resumed[destination] = fact.At;
                break;
        }
    }

    /// <summary>The weather has been good for a while.</summary>
    /// <param name="now">The time of the store.</param>
    /// <param name="at">The time of the loop.</param>
    /// <param name="shut">Whether the breaker of a destination may be open.</param>
    public void Look(DateTimeOffset now, long at, Func<string, bool> shut)
    {
        if (truth.ClocksJump || truth.Course.Troubles.Any(trouble => trouble.Kind == TroubleKind.StoreLosesAnswers))
        {
            return;
        }

        foreach (var row in truth.Rows.Deliveries.Values)
        {
            var delivery = row.Stored;
            var destination = delivery.Destination;
            var free = !resting.Contains(destination) && !truth.Rows.Pauses.ContainsKey(destination) && !shut(destination)
                && !(at - resumed.GetValueOrDefault(destination, long.MinValue / 2) < (truth.Course.Settings.Store.Lease + Late).Ticks);
            var idle = at - lastSent.GetValueOrDefault(destination) > (Late + Pace(destination)).Ticks;
            if (delivery.State == DeliveryState.Waiting && delivery.NextAttemptAt < now - Late && idle && free)
            {
                Truth.Break("P4", row.Event.IdempotencyId, $"{delivery.Id} to {delivery.Destination} has been due since {delivery.NextAttemptAt:O} in good weather, and nobody sends it");
            }
        }
    }

    /// <summary>The pause between two requests that the destination's rate makes, twice.</summary>
    private TimeSpan Pace(string destination) => truth.Destination(destination)?.Rate is { } rate ? TimeSpan.FromSeconds(2 / rate) : TimeSpan.Zero;

    /// <inheritdoc />
    public void End()
    {
    }
}
