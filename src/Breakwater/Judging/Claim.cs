using Breakwater.Model;

namespace Breakwater.Judging;

/// <summary>What one event says of one entity; judged in the transaction that records the event.</summary>
public sealed record Claim
{
    /// <summary>What it is judged by.</summary>
    public required EntityRules Rules { get; init; }

    /// <summary>Which entity of its kind.</summary>
    public required string Key { get; init; }

    /// <summary>The state that it declares: one of the machine's.</summary>
    public required string State { get; init; }

    /// <summary>The version; null where there is none.</summary>
    public string? Version { get; init; }

    /// <summary>The entity's id, should it be new.</summary>
    public required SortableId NewId { get; init; }

    /// <summary>What is delivered once it is applied.</summary>
    public IReadOnlyList<Delivery> Deliveries { get; init; } = [];
}
