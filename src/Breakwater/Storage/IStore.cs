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

    /// <summary>Answers people.</summary>
    ISearch Search { get; }

    /// <summary>Moves everything to and from other stores.</summary>
    ITransfer Transfer { get; }

    /// <summary>The greatest <c>High</c> of any id in the store, 0 in an empty one: new ids begin after it.</summary>
    long LastId { get; }

    /// <summary>Writes and flushes something small: says whether the store can commit now.</summary>
    /// <exception cref="StoreUnavailableException">It can't, and why.</exception>
    Task ProbeAsync(CancellationToken cancellation);
}
