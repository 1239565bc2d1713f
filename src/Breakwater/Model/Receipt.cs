namespace Breakwater.Model;

/// <summary>What recording an arrival came to.</summary>
/// <param name="Id">The event's id; of the first arrival when it is a duplicate.</param>
/// <param name="Duplicate">True when the event was known already.</param>
public readonly record struct Receipt(EventId Id, bool Duplicate)
{
    /// <summary>The deliveries of what entities applied by this event, of earlier events among them; null where there is none.</summary>
    public IReadOnlyList<Delivery>? Made { get; init; }

    /// <summary>The deliveries that go in order, as they stand after the commit; null where none does.</summary>
    public IReadOnlyList<Delivery>? Ordered { get; init; }
}
