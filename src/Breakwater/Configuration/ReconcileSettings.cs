using Breakwater.Model;
using Breakwater.Verification.Listing;

namespace Breakwater.Configuration;

/// <summary>How a source's platform is asked for the events whose webhooks never came.</summary>
public sealed record ReconcileSettings
{
    /// <summary>How the platform lists its events.</summary>
    public required EventList List { get; init; }

    /// <summary>Where its API is; null where a destination says it.</summary>
    public Uri? Url { get; init; }

    /// <summary>The destination whose address and headers are used; null for none.</summary>
    public string? Destination { get; init; }

    /// <summary>Headers of each request. Values hold credentials: they are secrets.</summary>
    public IReadOnlyList<KeyValuePair<string, Secret>> Headers { get; init; } = [];

    /// <summary>How far back the first run looks.</summary>
    public TimeSpan Since { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How far each further run looks back before the end of the last one.</summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often it runs.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How many requests may begin a second, evenly spread.</summary>
    public double Rate { get; init; } = 2;

    /// <summary>How long one request may take, whole.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Pages of one run; beyond it the run fails and says so.</summary>
    public int MaxPages { get; init; } = 1_000;
}
