using Breakwater.Judging;
using Breakwater.Model;

namespace Breakwater.Storage;

/// <summary>One event and all its deliveries: recorded together or not at all.</summary>
/// <param name="Event">The event.</param>
/// <param name="Deliveries">The deliveries that the routes make of it; may be empty.</param>
public sealed record Recording(Event Event, IReadOnlyList<Delivery> Deliveries)
{
    /// <summary>What the event says of entities: judged in the same commit, unless the event is a duplicate.</summary>
    public IReadOnlyList<Claim> Claims { get; init; } = [];
}
