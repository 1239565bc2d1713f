using Breakwater.Judging;
using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Simulation.InMemory;

/// <summary>Everything an <see cref="InMemoryStore"/> keeps. Touched under <see cref="Gate"/> only.</summary>
internal sealed class Rows : IEntityRows
{
    public Lock Gate { get; } = new();

    public SortedDictionary<SortableId, EventRow> Events { get; } = [];

    public Dictionary<(string Source, string IdempotencyId), EventRow> Identities { get; } = [];

    public SortedDictionary<SortableId, DeliveryRow> Deliveries { get; } = [];

    /// <summary>How many there are.</summary>
    public Census Census { get; } = new();

    /// <summary>Those of <see cref="Deliveries"/> that wait: of many, few do.</summary>
    public SortedDictionary<SortableId, DeliveryRow> Waiting { get; } = [];

    private readonly Dictionary<string, SortedDictionary<SortableId, DeliveryRow>> waitingFor = new(StringComparer.Ordinal);

    public SortedDictionary<SortableId, Replay> Replays { get; } = [];

    /// <summary>Which delivery got the last good answer to a request.</summary>
    public Dictionary<Guid, GoodAnswer> GoodAnswers { get; } = [];

    public SortedDictionary<SortableId, Reconciliation> Reconciliations { get; } = [];

    public SortedDictionary<SortableId, EntityRow> Entities { get; } = [];

    /// <summary>Those of <see cref="Entities"/> in which an event waits for a time.</summary>
    public SortedDictionary<SortableId, EntityRow> Patient { get; } = [];

    /// <summary>When the last event of a source came: outlives the event.</summary>
    public SortedDictionary<string, DateTimeOffset> LastAt { get; } = new(StringComparer.Ordinal);

    /// <summary>Paused destinations, since when.</summary>
    public SortedDictionary<string, DateTimeOffset> Pauses { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, StoredToken> Tokens { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<SortableId, AuditEntry> Audit { get; } = [];

    public SortedDictionary<string, SealUse> Seals { get; } = new(StringComparer.Ordinal);

    /// <summary>Nodes by their number, and who holds each shard.</summary>
    public SortedDictionary<long, NodeRow> Nodes { get; } = [];

    public ShardHold[] Shards { get; } = new ShardHold[Configuration.Limits.Shards];

    /// <summary>The number of the node that joins next.</summary>
    public long NextNode { get; set; } = 1;

    /// <summary>Told what nodes tell each other.</summary>
    public event Action<LeaseSignal>? Told;

    /// <summary>True while what nodes tell each other is lost.</summary>
    public bool Mute { get; set; }

    public void Tell(LeaseSignal signal)
    {
        if (!Mute)
        {
            Told?.Invoke(signal);
        }
    }

    /// <summary>Who is told what was committed, at that very moment.</summary>
    public IRowsWatch? Watch { get; set; }

    public long LastId { get; private set; }

    private Lines? lines;

    public T Read<T>(Func<Rows, T> read)
    {
        lock (Gate)
        {
            return read(this);
        }
    }

    /// <summary>Order and versions.</summary>
    public Lines Lines => lines ??= new Lines(this);

    public void Saw(SortableId id) => LastId = Math.Max(LastId, id.High);

    /// <summary>Judges what an event says of an entity.</summary>
    /// <returns>The deliveries that were made.</returns>
    public IReadOnlyList<Delivery> Judge(Claim claim, Event evt) => Verdicts.Judge(this, claim, evt);

    (Entity? Entity, IReadOnlyList<EntityEvent> Early) IEntityRows.Find(string type, string key) =>
        Entities.Values.FirstOrDefault(row => row.Entity.Type == type && row.Entity.Key == key) is { } row ? (row.Entity, row.Early) : (null, []);

    void IEntityRows.Keep(EntityChange change)
    {
        if (!Entities.TryGetValue(change.Entity.Id, out var row))
        {
            Entities.Add(change.Entity.Id, row = new EntityRow { Entity = change.Entity });
            Saw(change.Entity.Id);
        }

        Keep(row, change);
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

        foreach (var number in change.Gone)
        {
            row.History.Remove(number);
        }

        row.Until = row.History.Values.Min(evt => evt.Until);
        if (row.Until is null)
        {
            Patient.Remove(row.Entity.Id);
        }
        else
        {
            Patient[row.Entity.Id] = row;
        }

        Add(change.Deliveries, again: false);
        return change.Deliveries;
    }

    /// <summary>Takes deliveries over from another store, as they are.</summary>
    public void Move(IEnumerable<Delivery> deliveries)
    {
        foreach (var delivery in deliveries)
        {
            var evt = Events[delivery.EventId.Value];
            var row = new DeliveryRow { Event = evt.Event, Lines = Lines, Delivery = delivery };
            Deliveries.Add(delivery.Id.Value, row);
            evt.Deliveries.Add(row);
            Saw(delivery.Id.Value);
            if (delivery.Turn is not null)
            {
                Lines.Move(row);
            }
        }
    }

    /// <summary>Removes a delivery.</summary>
    public void Remove(DeliveryRow row)
    {
        Deliveries.Remove(row.Stored.Id.Value);
        Waiting.Remove(row.Stored.Id.Value);
        WaitingFor(row.Stored.Destination).Remove(row.Stored.Id.Value);
        Lines.Drop(row);
        Census.Changed(row.Stored, null);
    }

    /// <summary>Those that wait for one destination.</summary>
    public SortedDictionary<SortableId, DeliveryRow> WaitingFor(string destination) =>
        waitingFor.TryGetValue(destination, out var rows) ? rows : waitingFor[destination] = [];

    /// <summary>A delivery changed: whether it waits, and whether others may wait for it.</summary>
    public void Changed(DeliveryRow row, Delivery? before)
    {
        Census.Changed(before, row.Stored);
        if (row.Stored.State == DeliveryState.Waiting)
        {
            Waiting[row.Stored.Id.Value] = row;
            WaitingFor(row.Stored.Destination)[row.Stored.Id.Value] = row;
        }
        else
        {
            Waiting.Remove(row.Stored.Id.Value);
            WaitingFor(row.Stored.Destination).Remove(row.Stored.Id.Value);
        }

        Lines.Changed(row);
    }

    /// <summary>Adds deliveries; those of an event that is gone are left out, for nothing could be sent.</summary>
    /// <returns>Those that go in order, as they stand afterwards.</returns>
    public List<Delivery> Add(IEnumerable<Delivery> deliveries, bool again)
    {
        var added = new List<DeliveryRow>();
        foreach (var delivery in deliveries)
        {
            if (Events.TryGetValue(delivery.EventId.Value, out var evt) && !Deliveries.ContainsKey(delivery.Id.Value))
            {
                var row = new DeliveryRow { Event = evt.Event, Lines = Lines, Delivery = delivery };
                Deliveries.Add(delivery.Id.Value, row);
                evt.Deliveries.Add(row);
                Saw(delivery.Id.Value);
                Watch?.Added(row);
                if (delivery.Turn is not null)
                {
                    Lines.Join(row, again);
                    added.Add(row);
                }
            }
        }

        return added.ConvertAll(row => row.Delivery);
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

    public required Lines Lines { get; init; }

    /// <summary>As people and senders see it: with what it waits for.</summary>
    public required Delivery Delivery
    {
        get => Lines.Shown(this);
        set => Stored = value with { HeldBy = null };
    }

    public Delivery Stored
    {
        get;
        set
        {
            var before = field;
            field = value;
            Lines.Rows.Changed(this, before);
        }
    } = null!;

    /// <summary>Its place among those of its key.</summary>
    public string Place { get; set; } = "";

    /// <summary>When it may be sent at the earliest, once it has the turn.</summary>
    public DateTimeOffset? Rest { get; set; }

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
