using Breakwater.Verification;

namespace Breakwater.Simulation.Scenarios;

/// <summary>An event at a platform, and how often it sends it.</summary>
internal sealed record Posting
{
    public required string Source { get; init; }

    /// <summary>What makes two arrivals the same event; empty where each arrival is an event of its own.</summary>
    public required string Id { get; init; }

    public required string? Type { get; init; }

    /// <summary>What it is about; null where it says nothing of that.</summary>
    public string? Key { get; init; }

    /// <summary>The request, before it is signed.</summary>
    public required SignedRequest Request { get; init; }

    /// <summary>When it is sent first.</summary>
    public required TimeSpan At { get; init; }

    /// <summary>When it happened at its platform.</summary>
    public TimeSpan Happened { get; init; }

    /// <summary>How long after the first it is sent again though nobody asked.</summary>
    public required IReadOnlyList<TimeSpan> Copies { get; init; }

    /// <summary>How long after a failure it is sent again; after the last it is dropped.</summary>
    public required IReadOnlyList<TimeSpan> Retries { get; init; }

    /// <summary>After this it comes no more.</summary>
    public TimeSpan Last => At + Copies.Append(TimeSpan.Zero).Max() + Retries.Aggregate(TimeSpan.Zero, (sum, next) => sum + next) + (TimeSpan.FromSeconds(10) * (1 + Retries.Count));
}
