using Breakwater.Model;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;

namespace Breakwater.PostgreSql.Writing;

/// <summary>An event that may be new here, with the numbers that stand for its names.</summary>
/// <param name="Whole">The event with everything about it.</param>
/// <param name="Source">The number of its source.</param>
/// <param name="Kind">The number of its source with its type.</param>
/// <param name="Hash">What stands for its idempotency id.</param>
internal readonly record struct FreshEvent(WholeEvent Whole, int Source, int Kind, Guid Hash);

/// <summary>What is there already under the ids of a batch.</summary>
internal sealed record Taken(IReadOnlyDictionary<EventId, Event> Events, IReadOnlyDictionary<ReplayId, Replay> Replays);

/// <summary>
/// A batch of whole records, each id once, sorted by what is there already. It may be written twice, when the answer of the first commit was
/// lost: then what is known because of the first time is told as added.
/// </summary>
internal sealed class TransferBatch
{
    private readonly HashSet<EventId> written = [];
    private readonly HashSet<ReplayId> replaysWritten = [];
    private readonly int count;
    private readonly int replayCount;

    /// <exception cref="TransferConflictException">An id stands for two things in the batch itself.</exception>
    public TransferBatch(IReadOnlyList<WholeEvent> events, IReadOnlyList<(int Source, int Kind)> numbers, IReadOnlyList<Replay> replays)
    {
        count = events.Count;
        replayCount = replays.Count;
        var seen = new Dictionary<EventId, Event>(events.Count);
        var owners = new HashSet<DeliveryId>();
        var distinct = new List<FreshEvent>(events.Count);
        for (var i = 0; i < events.Count; i++)
        {
            var evt = events[i].Event;
            if (!seen.TryAdd(evt.Id, evt))
            {
                Same(evt, seen[evt.Id]);
            }
            else if (events[i].Deliveries.FirstOrDefault(whole => !owners.Add(whole.Delivery.Id)) is { } twice)
            {
                throw DeliveryTaken(evt.Id, twice.Delivery.Id);
            }
            else
            {
                distinct.Add(new FreshEvent(events[i], numbers[i].Source, numbers[i].Kind, Hashes.Of(evt.IdempotencyId)));
            }
        }

        Events = distinct;
        Replays = Distinct(replays);
    }

    /// <summary>Its events, each id once.</summary>
    public IReadOnlyList<FreshEvent> Events { get; }

    /// <summary>Its replays, each id once.</summary>
    public IReadOnlyList<Replay> Replays { get; }

    /// <summary>A delivery's id that belongs to another event.</summary>
    public static TransferConflictException DeliveryTaken(EventId evt, DeliveryId id) =>
        new(evt.ToString(), $"{id} is here already, and belongs to another event than {evt}");

    /// <summary>The events that are not there.</summary>
    /// <exception cref="TransferConflictException">One is there with other content.</exception>
    public List<FreshEvent> Unknown(Taken there)
    {
        var unknown = new List<FreshEvent>(Events.Count);
        foreach (var one in Events)
        {
            if (there.Events.TryGetValue(one.Whole.Event.Id, out var known))
            {
                Same(one.Whole.Event, known);
            }
            else
            {
                unknown.Add(one);
            }
        }

        return unknown;
    }

    /// <summary>The replays that are not there.</summary>
    /// <exception cref="TransferConflictException">One is there with another filter.</exception>
    public List<Replay> UnknownReplays(Taken there)
    {
        var unknown = new List<Replay>(Replays.Count);
        foreach (var replay in Replays)
        {
            if (there.Replays.TryGetValue(replay.Id, out var known))
            {
                Same(replay, known);
            }
            else
            {
                unknown.Add(replay);
            }
        }

        return unknown;
    }

    /// <summary>What the caller is told.</summary>
    /// <param name="unknown">The events that were not there.</param>
    /// <param name="fresh">Those of them that are written; the others came here under other ids.</param>
    /// <param name="replays">The replays that are written.</param>
    public TransferReceipt Answer(IReadOnlyList<FreshEvent> unknown, IReadOnlyList<FreshEvent> fresh, IReadOnlyList<Replay> replays)
    {
        written.UnionWith(fresh.Select(one => one.Whole.Event.Id));
        replaysWritten.UnionWith(replays.Select(replay => replay.Id));
        EventId[] elsewhere = [.. unknown.Select(one => one.Whole.Event.Id).Except(written)];
        return new TransferReceipt
        {
            Added = written.Count,
            Known = count - written.Count - elsewhere.Length,
            KnownElsewhere = elsewhere,
            ReplaysAdded = replaysWritten.Count,
            ReplaysKnown = replayCount - replaysWritten.Count,
        };
    }

    private static List<Replay> Distinct(IReadOnlyList<Replay> replays)
    {
        var seen = new Dictionary<ReplayId, Replay>(replays.Count);
        foreach (var replay in replays)
        {
            if (!seen.TryAdd(replay.Id, replay))
            {
                Same(replay, seen[replay.Id]);
            }
        }

        return [.. seen.Values];
    }

    private static void Same(Event given, Event there)
    {
        if (!WholeEvent.IsSame(there, given))
        {
            throw new TransferConflictException(given.Id.ToString(), $"{given.Id} is here already, as an event of source {there.Source} with other content");
        }
    }

    private static void Same(Replay given, Replay there)
    {
        if (there.CreatedAt != given.CreatedAt || there.Filter != given.Filter)
        {
            throw new TransferConflictException(given.Id.ToString(), $"{given.Id} is here already, with another filter");
        }
    }
}
