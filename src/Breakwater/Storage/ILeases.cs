namespace Breakwater.Storage;

/// <summary>
/// Divides the work among the nodes that share a store. A node's lease is one moment, judged by the store's clock alone. A shard belongs to
/// one node at a time, under an epoch that grows with every change of owner; a shard whose owner's lease is over is free.
/// </summary>
public interface ILeases
{
    /// <summary>Makes a lease for this node, without shards.</summary>
    /// <param name="name">What people call it; several nodes may have one name.</param>
    /// <param name="lease">How long from now.</param>
    /// <param name="cancellation">Ends it.</param>
    Task JoinAsync(string name, TimeSpan lease, CancellationToken cancellation);

    /// <summary>Renews the lease, also one that is over and was not taken from yet, and says how things stand.</summary>
    Task<LeaseTable> RenewAsync(TimeSpan lease, CancellationToken cancellation);

    /// <summary>
    /// Takes those of these shards that are free, each under a new epoch: waits until nothing is being settled for the old owner and looks
    /// again. Attempts that the old owner began and never ended are ended as interrupted, and their deliveries are due at once.
    /// </summary>
    Task<ClaimResult> ClaimAsync(ShardSet shards, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Makes those of these shards free that are this node's, and tells the others.</summary>
    Task ReleaseAsync(ShardSet shards, CancellationToken cancellation);

    /// <summary>Makes everything of this node free and ends its lease, and tells the others.</summary>
    Task LeaveAsync(CancellationToken cancellation);

    /// <summary>All nodes whose lease is not over, with what is theirs.</summary>
    Task<IReadOnlyList<NodeStanding>> NodesAsync(DateTimeOffset now, CancellationToken cancellation);

    /// <summary>
    /// Hears what other nodes did that concerns this one, until it is cancelled or the connection breaks. What is missed is found by asking
    /// now and then: it is a hint, and never the only way.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The connection broke.</exception>
    Task ListenAsync(Action<LeaseSignal> heard, CancellationToken cancellation);

    /// <summary>Tells the other nodes what this one did and committed.</summary>
    Task TellAsync(LeaseSignal signal, CancellationToken cancellation);
}

/// <summary>How the work is divided at a moment.</summary>
/// <param name="Me">This node's number.</param>
/// <param name="Nodes">The nodes whose lease is not over, in the order of their numbers.</param>
/// <param name="Shards">By the number of the shard: who holds it.</param>
public sealed record LeaseTable(long Me, IReadOnlyList<LeaseHolder> Nodes, IReadOnlyList<ShardHold> Shards);

/// <summary>A node whose lease is not over.</summary>
/// <param name="Node">Its number.</param>
/// <param name="Remaining">How long its lease still goes, by the store's clock.</param>
public readonly record struct LeaseHolder(long Node, TimeSpan Remaining);

/// <summary>Who holds a shard.</summary>
/// <param name="Owner">The node's number; null when it is nobody's. Its lease may be over.</param>
/// <param name="Epoch">How often it has changed hands.</param>
public readonly record struct ShardHold(long? Owner, long Epoch);

/// <summary>What a claim came to.</summary>
/// <param name="Epochs">By shard: the epoch under which it is this node's now.</param>
/// <param name="Interrupted">How many attempts of old owners were ended.</param>
public sealed record ClaimResult(IReadOnlyDictionary<int, long> Epochs, int Interrupted);

/// <summary>A node as people see it.</summary>
public sealed record NodeStanding
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its number, unique in the store.</summary>
    public required long Number { get; init; }

    /// <summary>True for the node that answers.</summary>
    public bool IsSelf { get; init; }

    /// <summary>When it joined.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>How long its lease still goes; null where none is needed.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>How many shards it holds.</summary>
    public required int Shards { get; init; }

    /// <summary>By how much the delivery that has been due longest in its shards is overdue; zero when none is.</summary>
    public required TimeSpan Lag { get; init; }
}

/// <summary>What one node tells the others.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Destination">The destination that it is about, where it is about one.</param>
/// <param name="Delivery">The delivery that it is about, where it is about one.</param>
public readonly record struct LeaseSignal(LeaseSignalKind Kind, string? Destination = null, Model.DeliveryId? Delivery = null);

/// <summary>What may concern another node.</summary>
public enum LeaseSignalKind
{
    /// <summary>Shards are free.</summary>
    Freed = 0,

    /// <summary>Something of a destination is due.</summary>
    Due = 1,

    /// <summary>A delivery was given up.</summary>
    Cancelled = 2,

    /// <summary>A bulk replay was begun.</summary>
    Replay = 3,

    /// <summary>Something that goes in order was recorded for a destination, and may be due.</summary>
    Recorded = 4,

    /// <summary>A destination was paused, or goes on.</summary>
    Pauses = 10,

    /// <summary>A destination fails: this node's breaker opened.</summary>
    Failing = 11,
}
