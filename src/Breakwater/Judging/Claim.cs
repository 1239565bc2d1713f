using Breakwater.Model;

namespace Breakwater.Judging;

/// <summary>What one event says of one entity; judged in the transaction that records the event.</summary>
public sealed record Claim
{
    /// <summary>What it is judged by.</summary>
    public required EntityRules Rules { get; init; }

    /// <summary>Which entity of its kind; empty where that is known by its link alone.</summary>
    public required string Key { get; init; }

    /// <summary>What it is found by where it does not say its key: another event has said, or will say, whose it is. Null where it says its key.</summary>
    public EntityLink? Link { get; init; }

    /// <summary>What further events of this entity may be found by.</summary>
    public IReadOnlyList<EntityLink> Learn { get; init; } = [];

    /// <summary>The state that it declares: one of the machine's.</summary>
    public required string State { get; init; }

    /// <summary>The version; null where there is none.</summary>
    public string? Version { get; init; }

    /// <summary>The entity's id, should it be new.</summary>
    public required SortableId NewId { get; init; }

    /// <summary>What is delivered once it is applied.</summary>
    public IReadOnlyList<Delivery> Deliveries { get; init; } = [];

    /// <summary>The same of an entity whose key was found by a link.</summary>
    public Claim Of(string key) => this with
    {
        Key = key,
        Link = null,
        Deliveries = [.. Deliveries.Select(delivery => EntityDelivery.Of(delivery, Rules.Type, key))],
    };
}

/// <summary>Another name of an entity, of a kind: an id that another platform has for it.</summary>
/// <param name="Value">The name.</param>
/// <param name="NewId">The id of its row, should it be new.</param>
public sealed record EntityLink(string Value, SortableId NewId);
