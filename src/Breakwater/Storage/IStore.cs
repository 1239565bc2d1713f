namespace Breakwater.Storage;

/// <summary>
/// A store: everything the engine keeps. Two real ones and a simulated one pass the same suite of tests. Opening one (each has its
/// own way) makes or upgrades the schema, or throws <see cref="StoreRefusedException"/>.
/// </summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>Records events, once.</summary>
    IEventStore Events { get; }

    /// <summary>Keeps what is owed.</summary>
    IDeliveryStore Deliveries { get; }

    /// <summary>Keeps bulk replays.</summary>
    IReplayStore Replays { get; }

    /// <summary>Keeps what several platforms know.</summary>
    IEntityStore Entities { get; }

    /// <summary>Keeps reconciliations.</summary>
    IReconciliationStore Reconciliations { get; }

    /// <summary>Keeps which destinations are paused.</summary>
    IPauseStore Pauses { get; }

    /// <summary>Keeps the tokens that were made while it ran.</summary>
    ITokenStore Tokens { get; }

    /// <summary>Keeps what operators did.</summary>
    IAuditStore Audit { get; }

    /// <summary>Keeps which keys sealed what is in it.</summary>
    ISealStore Seals { get; }

    /// <summary>Answers people.</summary>
    ISearch Search { get; }

    /// <summary>Who works on what, where several nodes share the store; null in a store of one node.</summary>
    ILeases? Leases => null;

    /// <summary>Moves everything to and from other stores; null in a store that cannot do it yet.</summary>
    ITransfer? Transfer => null;

    /// <summary>The greatest <c>High</c> of any id in the store, 0 in an empty one: new ids begin after it.</summary>
    long LastId { get; }

    /// <summary>How many groups of arrivals should be committed at once: as many as the store can flush together.</summary>
    int Committers { get; }

    /// <summary>Writes and flushes something small: says whether the store can commit now.</summary>
    /// <exception cref="StoreUnavailableException">It can't, and why.</exception>
    Task ProbeAsync(CancellationToken cancellation);
}
