using Breakwater.Configuration;

namespace Breakwater.Simulation.Scenarios;

/// <summary>
/// Everything that a run is made of, as a value: what is sent, what the weather does, who takes part. Parts can be taken out and it
/// can be run again; the seed decides the rest.
/// </summary>
internal sealed record Scenario
{
    /// <summary>Decides all chance of the run.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Decides in which order concurrent steps are taken; apart from the seed, so that a smaller scenario can be tried in several orders.</summary>
    public required ulong Order { get; init; }

    /// <summary>How many nodes share the store.</summary>
    public required int Nodes { get; init; }

    /// <summary>Whether the nodes divide the work by leases; one node may do without.</summary>
    public required bool Leased { get; init; }

    /// <summary>For how long a lease holds.</summary>
    public required TimeSpan Lease { get; init; }

    /// <summary>Where events go.</summary>
    public required IReadOnlyList<Target> Targets { get; init; }

    /// <summary>Which events go where.</summary>
    public required IReadOnlyList<RouteSettings> Routes { get; init; }

    /// <summary>The target and the routes that a reload brings; null when there is none.</summary>
    public Target? Late { get; init; }

    /// <summary>What is sent.</summary>
    public required IReadOnlyList<Posting> Postings { get; init; }

    /// <summary>What goes wrong, and what people do.</summary>
    public required IReadOnlyList<Trouble> Troubles { get; init; }

    /// <summary>How large it is: what shrinking makes smaller.</summary>
    public int Size => Postings.Sum(posting => 1 + posting.Copies.Count) + Troubles.Count + Targets.Count + (4 * Nodes) + (Late is null ? 0 : 1);

    /// <summary>When the last of it is planned.</summary>
    public TimeSpan Length => Postings.Select(posting => posting.Last)
        .Concat(Troubles.Select(trouble => trouble.At + trouble.For))
        .Append(TimeSpan.FromSeconds(1))
        .Max();
}

/// <summary>A destination with its policy.</summary>
internal sealed record Target(string Name, RetrySettings Retry, TimeSpan Timeout, int Concurrency, BreakerSettings Breaker)
{
    /// <summary>What follows from a request that got no answer.</summary>
    public OnAmbiguous OnAmbiguous { get; init; }

    /// <summary>How many requests may begin a second; null for as many as it takes.</summary>
    public double? Rate { get; init; }

    /// <summary>The configuration of it.</summary>
    public DestinationSettings Settings => new()
    {
        Name = Name,
        Url = new Uri($"https://{Name}.example.com/hooks"),
        Retry = Retry,
        Timeout = Timeout,
        Concurrency = Concurrency,
        Rate = Rate,
        Breaker = Breaker,
        OnAmbiguous = OnAmbiguous,
        Check = OnAmbiguous == OnAmbiguous.Check ? new CheckSettings { Path = "/taken?delivery={deliveryId}", Found = "/taken" } : null,
    };
}
