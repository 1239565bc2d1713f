using Breakwater.Configuration;
using Breakwater.Model;

namespace Breakwater.Reconciling;

/// <summary>Where platforms are asked, and with what: the address and headers of a destination, or those that a source declares.</summary>
internal static class Platforms
{
    /// <summary>A source's platform.</summary>
    public static Inquiry Of(string source, ReconcileSettings how, Settings settings, ReconcilingParts parts)
    {
        var destination = how.Destination is { } name ? settings.Destinations.GetValueOrDefault(name) : null;
        var platform = new DestinationSettings
        {
            // A name that no destination can have: its connections are its own.
            Name = $"reconcile:{source}",
            Url = destination?.Url ?? how.Url!,
            Method = "GET",
            Timeout = how.Timeout,
            Concurrency = 1,
        };
        return new Inquiry(platform, Headers(how.List.Send, destination?.Headers ?? [], how.Headers), how.Rate, parts);
    }

    /// <summary>A destination that is asked what it knows of entities.</summary>
    public static Inquiry Of(string entity, DestinationSettings destination, double rate, ReconcilingParts parts) => new(
        destination with { Name = $"reconcile:{entity}:{destination.Name}", Method = "GET", Concurrency = 1 },
        Headers([], destination.Headers, []),
        rate,
        parts);

    /// <summary>Of several lines of one name the last counts.</summary>
    private static IEnumerable<Header> Headers(
        IReadOnlyList<KeyValuePair<string, string>> first, IReadOnlyList<KeyValuePair<string, Secret>> then, IReadOnlyList<KeyValuePair<string, Secret>> last) =>
        first.Select(line => new Header(line.Key, line.Value))
            .Concat(then.Concat(last).Select(line => new Header(line.Key, line.Value.Reveal())))
            .GroupBy(header => header.Name, StringComparer.OrdinalIgnoreCase)
            .Select(lines => lines.Last());
}
