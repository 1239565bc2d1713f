using Breakwater.Simulation.Judging;

namespace Breakwater.Simulation.Drills;

/// <summary>What users would have seen.</summary>
internal sealed record DrillReport
{
    public required ulong Seed { get; init; }

    /// <summary>How long the weather lasted.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>Events that happened at the platforms.</summary>
    public required long Events { get; init; }

    /// <summary>Events a minute.</summary>
    public required double PerMinute { get; init; }

    /// <summary>How often the node was killed.</summary>
    public required int Kills { get; init; }

    /// <summary>How often it was asked to stop.</summary>
    public required int Stops { get; init; }

    /// <summary>How often the store failed, was slow, or lost its answers.</summary>
    public required int StoreFailures { get; init; }

    /// <summary>The promise that Breakwater broke; null when it broke none. Then all else is as it was at that moment.</summary>
    public required Breach? Breach { get; init; }

    public required IReadOnlyList<SourceSeen> Sources { get; init; }

    public required IReadOnlyList<DestinationSeen> Destinations { get; init; }

    public required IReadOnlyList<EntitySeen> Entities { get; init; }

    /// <summary>What to change, where the figures say so.</summary>
    public required IReadOnlyList<Advice> Advice { get; init; }

    /// <summary>What was not as it will be.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>What a source sent.</summary>
internal sealed record SourceSeen
{
    public required string Name { get; init; }

    /// <summary>Events that happened there.</summary>
    public required long Events { get; init; }

    /// <summary>Those that were recorded.</summary>
    public required long Recorded { get; init; }

    /// <summary>Further arrivals of what was recorded.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Events that came again after retention had removed them, and were taken for new ones.</summary>
    public required long Anew { get; init; }

    /// <summary>Events that came more than a minute after they had happened.</summary>
    public required long Late { get; init; }

    /// <summary>Arrivals that the door refused.</summary>
    public required long Refused { get; init; }

    /// <summary>Why the first of them was.</summary>
    public required string? Refusal { get; init; }

    /// <summary>Events that the platform gave up, since no node took them.</summary>
    public required long Dropped { get; init; }
}

/// <summary>What a destination got, and when.</summary>
internal sealed record DestinationSeen
{
    public required string Name { get; init; }

    public required long Deliveries { get; init; }

    public required long Delivered { get; init; }

    public required long Stale { get; init; }

    /// <summary>Those that wait at the end: for a person.</summary>
    public required long Waiting { get; init; }

    public required long Attempts { get; init; }

    /// <summary>Deliveries that took effect more than once there.</summary>
    public required long Repeated { get; init; }

    /// <summary>From the recording to the settlement, of what was delivered; null when nothing was.</summary>
    public required Lateness? Lateness { get; init; }

    /// <summary>Dead letters by what gave them up.</summary>
    public required IReadOnlyDictionary<GaveUp, long> Dead { get; init; }

    /// <summary>Dead letters of final answers, by what was answered.</summary>
    public required IReadOnlyList<(string Answer, long Count)> Final { get; init; }

    /// <summary>What gave up first, and how long after it had been asked for; null when nothing did.</summary>
    public required (GaveUp Policy, TimeSpan After)? First { get; init; }

    /// <summary>How often it was away as a whole.</summary>
    public required int Outages { get; init; }

    public required TimeSpan LongestOutage { get; init; }

    /// <summary>The longest outage in which nothing was given up for lack of time or tries.</summary>
    public required TimeSpan LongestSurvived { get; init; }

    /// <summary>The longest outage in which something was; null when there was none.</summary>
    public required TimeSpan? LongestLost { get; init; }

    /// <summary>Keys of which an event waited for an earlier one for more than a minute.</summary>
    public required long HeldKeys { get; init; }

    public required TimeSpan LongestHeld { get; init; }

    /// <summary>Keys that wait at the end behind a dead letter.</summary>
    public required long HeldForPeople { get; init; }

    /// <summary>Events that took effect after a newer one of the same key, by source.</summary>
    public required IReadOnlyList<(string Source, long Count)> Overwritten { get; init; }

    /// <summary>How long after the longest outage the last of what had waited for it was delivered.</summary>
    public required TimeSpan CaughtUp { get; init; }

    /// <summary>Attempts of which nobody knows whether they took effect.</summary>
    public required long Ambiguous { get; init; }

    /// <summary>All dead letters.</summary>
    public long DeadLetters => Dead.Values.Sum();

    /// <summary>Dead letters that more patience would have kept.</summary>
    public long Impatient => Dead.Where(one => one.Key is not GaveUp.Permanent).Sum(one => one.Value);
}

/// <summary>What gave a delivery up.</summary>
internal enum GaveUp
{
    /// <summary>All attempts were used.</summary>
    MaxAttempts,

    /// <summary>The schedule was at its end.</summary>
    Schedule,

    /// <summary>The next attempt would have begun too late.</summary>
    GiveUpAfter,

    /// <summary>The destination, or the transform, said never.</summary>
    Permanent,
}

/// <summary>How late deliveries were.</summary>
internal sealed record Lateness(TimeSpan Half, TimeSpan Most95, TimeSpan Most99, TimeSpan Max);

/// <summary>What became of the entities of one kind.</summary>
internal sealed record EntitySeen
{
    public required string Type { get; init; }

    public required long Entities { get; init; }

    public required long Applied { get; init; }

    /// <summary>Events that said what was known.</summary>
    public required long Duplicate { get; init; }

    /// <summary>Events of a state that had been left behind.</summary>
    public required long Stale { get; init; }

    /// <summary>Events that came before what they follow, and waited.</summary>
    public required long Early { get; init; }

    /// <summary>Events that have waited out their time, and need a person.</summary>
    public required long Flagged { get; init; }

    public required long Conflict { get; init; }
}

/// <summary>Something to change.</summary>
internal sealed record Advice
{
    /// <summary>What it is about, as the configuration has it: <c>destinations.crm</c>.</summary>
    public required string About { get; init; }

    /// <summary>The option: <c>retry.giveUpAfter</c>.</summary>
    public required string Option { get; init; }

    /// <summary>What to write there.</summary>
    public required string Value { get; init; }

    /// <summary>Why, in a sentence with the figures.</summary>
    public required string Text { get; init; }

    /// <summary>
    /// Dead letters of lacking patience that are left at this destination with it, tried in the same weather; null where it was not tried.
    /// </summary>
    public long? Left { get; init; }
}
