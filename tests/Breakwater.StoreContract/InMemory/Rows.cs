using Breakwater.Judging;
using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.StoreContract.InMemory;

/// <summary>Everything an <see cref="InMemoryStore"/> keeps. Touched under <see cref="Gate"/> only.</summary>
internal sealed class Rows
{
    public Lock Gate { get; } = new();

    public SortedDictionary<SortableId, EventRow> Events { get; } = [];

    public Dictionary<(string Source, string IdempotencyId), EventRow> Identities { get; } = [];

    public SortedDictionary<SortableId, DeliveryRow> Deliveries { get; } = [];

    public SortedDictionary<SortableId, Replay> Replays { get; } = [];

    public SortedDictionary<SortableId, EntityRow> Entities { get; } = [];

    /// <summary>When the last event of a source came: outlives the event.</summary>
    public SortedDictionary<string, DateTimeOffset> LastAt { get; } = new(StringComparer.Ordinal);

    /// <summary>Nodes by their number, and who holds each shard.</summary>
    public SortedDictionary<long, NodeRow> Nodes { get; } = [];

    public ShardHold[] Shards { get; } = new ShardHold[Configuration.Limits.Shards];

    /// <summary>The number of the node that joins next.</summary>
    public long NextNode { get; set; } = 1;

    /// <summary>Told what nodes tell each other.</summary>
    public event Action<LeaseSignal>? Told;

    public void Tell(LeaseSignal signal) => Told?.Invoke(signal);

    public long LastId { get; private set; }

    public T Read<T>(Func<Rows, T> read)
    {
        lock (Gate)
        {
            return read(this);
        }
    }

    public void Saw(SortableId id) => LastId = Math.Max(LastId, id.High);

    /// <summary>Judges what an event says of an entity.</summary>
    /// <returns>The deliveries that were made.</returns>
    public IReadOnlyList<Delivery> Judge(Claim claim, Event evt)
    {
        var row = Entities.Values.FirstOrDefault(row => row.Entity.Type == claim.Rules.Type && row.Entity.Key == claim.Key);
        var change = Advance.Take(row?.Entity, row?.Early ?? [], claim, evt);
        if (row is null)
        {
            Entities.Add(claim.NewId, row = new EntityRow { Entity = change.Entity });
            Saw(claim.NewId);
        }

        return Keep(row, change);
    }

    /// <summary>Keeps what became of an entity.</summary>
    /// <returns>The deliveries that were made.</returns>
    public IReadOnlyList<Delivery> Keep(EntityRow row, EntityChange change)
    {
        row.Entity = change.Entity;
        foreach (var evt in change.Events)
        {
            row.History[evt.Number] = evt;
        }

        Add(change.Deliveries);
        return change.Deliveries;
    }

    /// <summary>Adds deliveries; those of an event that is gone are left out, for nothing could be sent.</summary>
    public void Add(IEnumerable<Delivery> deliveries)
    {
        foreach (var delivery in deliveries)
        {
            if (Events.TryGetValue(delivery.EventId.Value, out var evt) && !Deliveries.ContainsKey(delivery.Id.Value))
            {
                var row = new DeliveryRow { Event = evt.Event, Delivery = delivery };
                Deliveries.Add(delivery.Id.Value, row);
                evt.Deliveries.Add(row);
                Saw(delivery.Id.Value);
            }
        }
    }
}

/// <summary>An event with what changes around it.</summary>
internal sealed class EventRow
{
    public required Event Event { get; init; }

    public long Duplicates { get; set; }

    public DateTimeOffset? LastDuplicateAt { get; set; }

    public List<DeliveryRow> Deliveries { get; } = [];
}

/// <summary>A delivery with its attempts.</summary>
internal sealed class DeliveryRow
{
    public required Event Event { get; init; }

    public required Delivery Delivery { get; set; }

    public SortedDictionary<int, Attempt> Attempts { get; } = [];

    /// <summary>The attempt that began and has not ended.</summary>
    public Storage.AttemptStart? Started { get; set; }
}

/// <summary>A node and its lease.</summary>
internal sealed class NodeRow
{
    public required string Name { get; init; }

    public required DateTimeOffset Since { get; init; }

    public DateTimeOffset Until { get; set; }
}
