using System.Globalization;
using Breakwater.Configuration;
using Breakwater.Configuration.Options;
using Breakwater.Model;
using Breakwater.Settling;

namespace Breakwater.Simulation.Drills;

/// <summary>What to change: only where the figures of the drill say so, and with the figures.</summary>
internal sealed class Advisor(Settings settings)
{
    /// <summary>A pace below this share of what comes is not caught up with.</summary>
    private static readonly TimeSpan SlowCatchUp = TimeSpan.FromHours(1);

    /// <summary>All advice, by destination.</summary>
    public IReadOnlyList<Advice> Of(IReadOnlyList<DestinationSeen> destinations) =>
        [.. destinations.SelectMany(seen => Of(settings.Destinations[seen.Name], seen))];

    private IEnumerable<Advice> Of(DestinationSettings destination, DestinationSeen seen) =>
    [
        .. Patience.Of(destination, seen),
        .. FinalAnswers(destination, seen),
        .. Order(seen),
        .. DeadLettersThatHold(seen),
        .. Rate(destination, seen),
        .. Timeout(destination, seen),
    ];

    private static IEnumerable<Advice> FinalAnswers(DestinationSettings destination, DestinationSeen seen)
    {
        var statuses = seen.Final.Where(final => int.TryParse(final.Answer, CultureInfo.InvariantCulture, out var status) && destination.Permanent.Contains(status) && status != 410).ToList();
        if (statuses.Count > 0)
        {
            var left = destination.Permanent.Except(statuses.Select(final => int.Parse(final.Answer, CultureInfo.InvariantCulture))).Order();
            yield return new Advice
            {
                About = $"destinations.{seen.Name}",
                Option = "permanent",
                Value = $"[{string.Join(", ", left)}]",
                Text = $"{seen.Name} refused good events for some minutes ({string.Join(", ", statuses.Select(final => $"{final.Count} with {final.Answer}"))}), and each was a dead letter at once: "
                    + "without the status in permanent they would have been tried again. Leave it there if that answer never passes.",
            };
        }
    }

    /// <summary>Late events that take effect behind newer ones.</summary>
    private IEnumerable<Advice> Order(DestinationSeen seen)
    {
        foreach (var (source, count) in seen.Overwritten)
        {
            var number = settings.Routes.ToList().FindIndex(route => route.From.Contains(source) && route.To.Contains(seen.Name) && route.Entity is null);
            if (number < 0)
            {
                continue;
            }

            var versioned = settings.Sources[source].Identity.Version.Count > 0;
            var ordered = settings.Routes[number].Order != DeliveryOrder.None;
            var late = $"{Count(count, "late event")} of {source} took effect at {seen.Name} after newer ones of the same key";
            if (!versioned)
            {
                yield return new Advice
                {
                    About = $"sources.{source}",
                    Option = "event.version",
                    Value = "/path/to/version",
                    Text = $"{late}, and {source} has no version by which they could be told apart: read one from its events, then order: latest on the route to {seen.Name} makes old ones stale.",
                };
            }
            else if (!ordered)
            {
                yield return new Advice
                {
                    About = $"routes[{number}]",
                    Option = "order",
                    Value = "latest",
                    Text = $"{late}: order: latest makes old ones stale (order: key delivers all of them, one after another).",
                };
            }
        }
    }

    private IEnumerable<Advice> DeadLettersThatHold(DestinationSeen seen)
    {
        var number = settings.Routes.ToList().FindIndex(route => route.To.Contains(seen.Name) && route.OnDead == OnDead.Hold && (route.Order != DeliveryOrder.None || route.Entity is not null));
        if (seen.HeldForPeople > 0 && number >= 0)
        {
            yield return new Advice
            {
                About = $"routes[{number}]",
                Option = "onDead",
                Value = "skip",
                Text = $"{Count(seen.HeldForPeople, "key")} of {seen.Name} with {Count(seen.Waiting, "delivery")} wait behind a dead letter until somebody retries or cancels it: "
                    + "onDead: skip lets the later events go on. Keep hold if a later event means nothing without the earlier one.",
            };
        }
    }

    private static IEnumerable<Advice> Rate(DestinationSettings destination, DestinationSeen seen)
    {
        if (destination.Rate is { } rate && seen.CaughtUp > SlowCatchUp && seen.CaughtUp > Backoff.Most(destination.Retry) + SlowCatchUp)
        {
            var better = rate * Math.Ceiling(seen.CaughtUp / SlowCatchUp);
            yield return new Advice
            {
                About = $"destinations.{seen.Name}",
                Option = "rate",
                Value = Units.ShowRate(better),
                Text = $"after the longest outage ({Words.Of(seen.LongestOutage)}) it took {Words.Of(seen.CaughtUp)} to send {seen.Name} what had waited, at {Units.ShowRate(rate)} and not more: "
                    + "if it takes more, allow more.",
            };
        }
    }

    private static IEnumerable<Advice> Timeout(DestinationSettings destination, DestinationSeen seen)
    {
        if (seen.Repeated > 0 && seen.Repeated * 50 > seen.Deliveries && destination.Timeout < TimeSpan.FromSeconds(20))
        {
            yield return new Advice
            {
                About = $"destinations.{seen.Name}",
                Option = "timeout",
                Value = "30s",
                Text = $"{Count(seen.Repeated, "delivery")} to {seen.Name} took effect more than once, many because it answered later than the timeout of {Words.Of(destination.Timeout)}: "
                    + "wait longer, and have it look at webhook-id, which is the same each time.",
            };
        }
    }

    internal static string Count(long count, string thing) => count == 1
        ? $"1 {thing}"
        : string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {(thing.EndsWith("ry", StringComparison.Ordinal) ? thing[..^1] + "ies" : thing + "s")}");
}
