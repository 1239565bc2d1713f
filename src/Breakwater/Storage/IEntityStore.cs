using Breakwater.Judging;
using Breakwater.Model;

namespace Breakwater.Storage;

/// <summary>
/// Keeps entities and their histories. Events are judged where they are recorded (<see cref="IEventStore.RecordAsync"/>), in the same
/// transaction, with the entity's row locked: so of two nodes each sees what the other applied.
/// </summary>
public interface IEntityStore
{
    /// <summary>One entity with its history, or null.</summary>
    Task<EntityDetail?> FindAsync(string type, string key, CancellationToken cancellation);

    /// <summary>What events said of entities, and whether it was applied: for those that are sent again.</summary>
    Task<IReadOnlyList<EntityPlace>> PlacesAsync(IReadOnlyList<EventId> events, CancellationToken cancellation);

    /// <summary>Entities of one kind, those that became known last first.</summary>
    Task<Page<EntitySummary>> ListAsync(EntityFilter filter, PageRequest page, CancellationToken cancellation);

    /// <summary>Notes what destinations know otherwise, or that they do not any more. Entities that are gone are left out.</summary>
    Task NoteAsync(IReadOnlyList<EntityNote> notes, CancellationToken cancellation);

    /// <summary>
    /// Lets time run out for events that wait too long, in the order of their time, of at most so many entities: each is flagged or applied
    /// as the rules of its kind say; flagged where there are none.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Nothing was changed.</exception>
    Task<TimedOut> TimeOutAsync(IReadOnlyDictionary<string, EntityRules> rules, DateTimeOffset now, int limit, CancellationToken cancellation);

    /// <summary>
    /// Removes entities that have not changed since the moment and of whose history nothing is kept any more, at most so many. Their history
    /// goes with the events (<see cref="IEventStore.PruneAsync"/>); an event that waits in an entity is kept.
    /// </summary>
    /// <returns>How many were removed; fewer than <paramref name="limit"/> when none is left.</returns>
    Task<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken cancellation);
}

/// <summary>An event's place in the history of an entity.</summary>
/// <param name="EventId">The event.</param>
/// <param name="Type">The entity's kind.</param>
/// <param name="Key">Which one.</param>
/// <param name="Turn">The how-manieth applied event it was; null where it was not applied.</param>
public sealed record EntityPlace(EventId EventId, string Type, string Key, long? Turn);

/// <summary>What a destination was found to know of an entity.</summary>
/// <param name="Type">The entity's kind.</param>
/// <param name="Key">Which one.</param>
/// <param name="Destination">The destination.</param>
/// <param name="Why">What differs, in words; null where nothing does.</param>
/// <param name="At">When it was asked.</param>
public sealed record EntityNote(string Type, string Key, string Destination, string? Why, DateTimeOffset At)
{
    /// <summary>What is known of an entity with this note.</summary>
    public IReadOnlyList<EntityDifference> With(IReadOnlyList<EntityDifference> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        var others = known.Where(one => one.Destination != Destination);
        return Why is null ? [.. others] : [.. others, new EntityDifference(Destination, Why, At)];
    }
}

/// <summary>Which entities.</summary>
public sealed record EntityFilter
{
    /// <summary>The kind.</summary>
    public required string Type { get; init; }

    /// <summary>In this state.</summary>
    public string? State { get; init; }

    /// <summary>
    /// True: those where something is open: an event waits or contradicts, a delivery of an applied event has not arrived, or a destination
    /// knows something else. False: the others. Null: all.
    /// </summary>
    public bool? Drift { get; init; }
}

/// <summary>An entity as a line of a list.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Undelivered">How many deliveries of its applied events wait or were given up.</param>
public sealed record EntitySummary(Entity Entity, long Undelivered)
{
    /// <summary>True when something is open: see <see cref="EntityFilter.Drift"/>.</summary>
    public bool Drifts => Entity.Early > 0 || Entity.Conflicts > 0 || Undelivered > 0 || Entity.Differs.Count > 0;
}

/// <summary>An entity, whole.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="History">The newest events of its history, oldest first: at most <see cref="Configuration.Limits.EntityHistory"/>.</param>
/// <param name="Deliveries">The deliveries of those of them that were applied, oldest first.</param>
public sealed record EntityDetail(Entity Entity, IReadOnlyList<EntityEvent> History, IReadOnlyList<Delivery> Deliveries);

/// <summary>What running out of time came to.</summary>
/// <param name="Entities">How many entities changed; 0 when no event has waited out its time.</param>
/// <param name="Deliveries">The deliveries that were made.</param>
public sealed record TimedOut(int Entities, IReadOnlyList<Delivery> Deliveries);
