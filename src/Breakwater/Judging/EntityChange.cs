using Breakwater.Model;

namespace Breakwater.Judging;

/// <summary>What becomes of an entity: to be committed as one.</summary>
/// <param name="Entity">The entity as it is afterwards.</param>
/// <param name="Events">What is new in its history, and what has another verdict than before, by number.</param>
/// <param name="Deliveries">The deliveries of what was applied, in that order.</param>
public sealed record EntityChange(Entity Entity, IReadOnlyList<EntityEvent> Events, IReadOnlyList<Delivery> Deliveries)
{
    /// <summary>The numbers of what is not in its history any more: it went to another entity's.</summary>
    public IReadOnlyList<long> Gone { get; init; } = [];
}
