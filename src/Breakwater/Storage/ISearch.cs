using Breakwater.Model;

namespace Breakwater.Storage;

/// <summary>Answers people: search, detail, counts. Reads beside the writer and never holds it up.</summary>
public interface ISearch
{
    /// <summary>Events, newest first.</summary>
    Task<Page<EventSummary>> EventsAsync(EventFilter filter, PageRequest page, CancellationToken cancellation);

    /// <summary>How many events match: what a dry run of a replay answers.</summary>
    Task<long> CountEventsAsync(EventFilter filter, CancellationToken cancellation);

    /// <summary>One event with its deliveries, or null.</summary>
    Task<EventDetail?> EventAsync(EventId id, CancellationToken cancellation);

    /// <summary>Deliveries, newest first.</summary>
    Task<Page<DeliverySummary>> DeliveriesAsync(DeliveryFilter filter, PageRequest page, CancellationToken cancellation);

    /// <summary>One delivery with all its attempts, or null.</summary>
    Task<DeliveryDetail?> DeliveryAsync(DeliveryId id, CancellationToken cancellation);

    /// <summary>The ids of events that begin with this, at most two: enough to know whether it is unique.</summary>
    Task<IReadOnlyList<EventId>> EventIdsAsync(SortableId first, SortableId last, CancellationToken cancellation);

    /// <summary>The ids of deliveries that begin with this, at most two.</summary>
    Task<IReadOnlyList<DeliveryId>> DeliveryIdsAsync(SortableId first, SortableId last, CancellationToken cancellation);

    /// <summary>Deliveries by destination and state, and events and duplicates by source. Kept as counters, never counted from rows.</summary>
    Task<StoreCounts> CountsAsync(CancellationToken cancellation);
}

/// <summary>Which deliveries. Every part that is given must match.</summary>
public sealed record DeliveryFilter
{
    /// <summary>The destination.</summary>
    public string? Destination { get; init; }

    /// <summary>The state.</summary>
    public DeliveryState? State { get; init; }

    /// <summary>The event's source.</summary>
    public string? Source { get; init; }

    /// <summary>The event's key.</summary>
    public string? Key { get; init; }

    /// <summary>Made at or after this moment.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Made before this moment.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>Which page of a list.</summary>
/// <param name="Limit">At most so many items.</param>
/// <param name="After">Items older than this id: the <see cref="Page{T}.Next"/> of the page before.</param>
public readonly record struct PageRequest(int Limit, SortableId? After);

/// <summary>A part of a list.</summary>
/// <param name="Items">The items.</param>
/// <param name="Next">The id to go on after; null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, SortableId? Next);

/// <summary>An event as a line of a list: without headers and body, with its duplicates and deliveries.</summary>
public sealed record EventSummary
{
    /// <summary>The event; headers and body are empty in a list.</summary>
    public required Event Event { get; init; }

    /// <summary>How often it came again.</summary>
    public long Duplicates { get; init; }

    /// <summary>When it came again last.</summary>
    public DateTimeOffset? LastDuplicateAt { get; init; }

    /// <summary>The length of the body in bytes.</summary>
    public int BodyLength { get; init; }

    /// <summary>Its deliveries, oldest first; in a list at most 20 of them.</summary>
    public IReadOnlyList<Delivery> Deliveries { get; init; } = [];
}

/// <summary>An event, whole.</summary>
/// <param name="Summary">The event with headers and body, and everything of a list line.</param>
public sealed record EventDetail(EventSummary Summary);

/// <summary>A delivery as a line of a list, with what it needs of its event.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Source">The event's source.</param>
/// <param name="Type">The event's type.</param>
/// <param name="Key">The event's key.</param>
public sealed record DeliverySummary(Delivery Delivery, string Source, string? Type, string? Key);

/// <summary>A delivery, whole.</summary>
/// <param name="Summary">The delivery.</param>
/// <param name="Attempts">Its attempts, first to last.</param>
public sealed record DeliveryDetail(DeliverySummary Summary, IReadOnlyList<Attempt> Attempts);

/// <summary>The counters of the store.</summary>
/// <param name="Deliveries">Deliveries by destination and state.</param>
/// <param name="Sources">Events and duplicates by source.</param>
public sealed record StoreCounts(IReadOnlyList<DeliveryCount> Deliveries, IReadOnlyList<SourceCount> Sources);

/// <summary>How many deliveries of a destination are in a state.</summary>
/// <param name="Destination">The destination.</param>
/// <param name="State">The state.</param>
/// <param name="Count">How many.</param>
public sealed record DeliveryCount(string Destination, DeliveryState State, long Count);

/// <summary>What came from a source.</summary>
/// <param name="Source">The source.</param>
/// <param name="Events">Events that are kept.</param>
/// <param name="Duplicates">Further arrivals of them.</param>
/// <param name="LastAt">When the last event came.</param>
public sealed record SourceCount(string Source, long Events, long Duplicates, DateTimeOffset? LastAt);
