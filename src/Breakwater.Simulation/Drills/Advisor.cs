using System.Globalization;
using Breakwater.Configuration;
using Breakwater.Configuration.Options;
using Breakwater.Model;
using Breakwater.Settling;
using Breakwater.Verification;

namespace Breakwater.Simulation.Drills;

/// <summary>What to change: only where the figures of the drill say so, and with the figures.</summary>
/// <param name="settings">The configuration as it is.</param>
/// <param name="trial">What came of more patience; null where nothing lacked it.</param>
internal sealed class Advisor(Settings settings, Trial? trial)
{
    /// <summary>Whoever takes longer to catch up is slow.</summary>
    private static readonly TimeSpan SlowCatchUp = TimeSpan.FromHours(1);

    private readonly List<RouteSettings> routes = [.. settings.Routes];

    /// <summary>All advice.</summary>
    public IReadOnlyList<Advice> Of(DrillReport report) => [.. Keep(report.Sources), .. Of(report.Destinations)];

    private IEnumerable<Advice> Of(IReadOnlyList<DestinationSeen> destinations) =>
    [
        .. destinations.SelectMany(Patient),
        .. destinations.SelectMany(seen => FinalAnswers(settings.Destinations[seen.Name], seen)),
        .. Versions(destinations),
        .. Orders(destinations),
        .. Holds(destinations),
        .. destinations.SelectMany(seen => Rate(settings.Destinations[seen.Name], seen)),
        .. destinations.SelectMany(seen => Timeout(settings.Destinations[seen.Name], seen)),
    ];

    /// <summary>A number of things: <c>1 event</c>, <c>2,000 deliveries</c>.</summary>
    internal static string Count(long count, string thing) => count == 1
        ? $"1 {thing}"
        : string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {(thing.EndsWith("ry", StringComparison.Ordinal) ? thing[..^1] + "ies" : thing + "s")}");

    /// <summary>What retention forgot and a platform did not.</summary>
    private IEnumerable<Advice> Keep(IReadOnlyList<SourceSeen> sources)
    {
        if (sources.Sum(seen => seen.Anew) is > 0 and var anew)
        {
            yield return new Advice
            {
                About = "store",
                Option = "keep",
                Value = "30d",
                Text = $"{Count(anew, "event")} came again after store.keep {Units.Show(settings.Store.Keep)} was over, and {(anew == 1 ? "was" : "were")} taken for new: keep longer than platforms try again, which some do for days.",
            };
        }
    }

    private IEnumerable<Advice> Patient(DestinationSeen seen) => seen.Impatient > 0 && trial is not null
        ? Patience.Of(settings.Destinations[seen.Name].Retry, trial.Settings.Destinations[seen.Name].Retry, seen, trial.LeftAt(seen.Name))
        : [];

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

    /// <summary>Late events that take effect behind newer ones, and nothing that tells them apart.</summary>
    private IEnumerable<Advice> Versions(IReadOnlyList<DestinationSeen> destinations) => Overwritten(destinations)
        .Where(late => settings.Sources[late.Source].Identity.Version.Count == 0)
        .GroupBy(late => late.Source)
        .Select(late => new Advice
        {
            About = $"sources.{late.Key}",
            Option = "event.version",
            Value = TimeOf(settings.Sources[late.Key].Identity),
            Text = $"{Count(late.Sum(one => one.Count), "late event")} of {late.Key} took effect after newer ones of the same key ({At(late)}), and {late.Key} has no version by which they could be told apart: "
                + "with one, and order: latest on the routes from it, old ones are stale.",
        });

    private IEnumerable<Advice> Orders(IReadOnlyList<DestinationSeen> destinations) => Overwritten(destinations)
        .Where(late => settings.Sources[late.Source].Identity.Version.Count > 0 && routes[late.Route].Order == DeliveryOrder.None)
        .GroupBy(late => late.Route)
        .Select(late => new Advice
        {
            About = $"routes[{late.Key}]",
            Option = "order",
            Value = "latest",
            Text = $"{Count(late.Sum(one => one.Count), "late event")} took effect after newer ones of the same key ({At(late)}): order: latest makes old ones stale; order: key delivers all of them, one after another.",
        });

    private IEnumerable<(string Source, string Destination, int Route, long Count)> Overwritten(IReadOnlyList<DestinationSeen> destinations) => destinations
        .SelectMany(seen => seen.Overwritten.Select(late => (
            late.Source,
            Destination: seen.Name,
            Route: routes.FindIndex(route => route.From.Contains(late.Source) && route.To.Contains(seen.Name) && route.Entity is null),
            late.Count)))
        .Where(late => late.Route >= 0);

    private static string At(IEnumerable<(string Source, string Destination, int Route, long Count)> late) =>
        string.Join(", ", late.GroupBy(one => one.Destination).Select(one => $"{one.Sum(many => many.Count).ToString(CultureInfo.InvariantCulture)} at {one.Key}"));

    /// <summary>Where the time of an event is read, if that is one place: the best version that most platforms have.</summary>
    private static string TimeOf(EventIdentity identity) => identity.Time is [{ Parts: [{ Kind: SelectorKind.Pointer or SelectorKind.Header } part] }]
        ? part.Kind == SelectorKind.Header ? $"header:{part.Value}" : part.Value
        : "/path/to/version";

    private IEnumerable<Advice> Holds(IReadOnlyList<DestinationSeen> destinations) => destinations
        .Where(seen => seen.HeldForPeople > 0)
        .GroupBy(seen => routes.FindIndex(route => route.To.Contains(seen.Name) && route.OnDead == OnDead.Hold && (route.Order != DeliveryOrder.None || route.Entity is not null)))
        .Where(held => held.Key >= 0)
        .Select(held => new Advice
        {
            About = $"routes[{held.Key}]",
            Option = "onDead",
            Value = "skip",
            Text = $"behind a dead letter wait {string.Join(", ", held.Select(seen => $"{Count(seen.Waiting, "delivery")} of {Count(seen.HeldForPeople, "key")} at {seen.Name}"))}, until somebody retries or cancels it: "
                + "onDead: skip lets the later events go on. Keep hold if a later event means nothing without the earlier one.",
        });

    private static IEnumerable<Advice> Rate(DestinationSettings destination, DestinationSeen seen)
    {
        if (destination.Rate is { } rate && seen.CaughtUp > Backoff.Most(destination.Retry) + SlowCatchUp)
        {
            yield return new Advice
            {
                About = $"destinations.{seen.Name}",
                Option = "rate",
                Value = Units.ShowRate(Math.Ceiling(rate * 60 * Math.Ceiling(seen.CaughtUp / SlowCatchUp)) / 60),
                Text = $"after the longest outage ({Words.Of(seen.LongestOutage)}) it took {Words.Of(seen.CaughtUp)} to send {seen.Name} what had waited, at {Units.ShowRate(rate)} and not more: "
                    + "if it takes more, allow more.",
            };
        }
    }

    private static IEnumerable<Advice> Timeout(DestinationSettings destination, DestinationSeen seen)
    {
        if (seen.Repeated * 50 > seen.Deliveries && destination.Timeout < TimeSpan.FromSeconds(20))
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
}
