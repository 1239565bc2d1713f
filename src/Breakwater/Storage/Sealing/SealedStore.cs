using Breakwater.Model;

namespace Breakwater.Storage.Sealing;

/// <summary>
/// A store over another one that keeps bodies and headers encrypted in it. Ids, types, keys, versions, states, errors and decisions stay as
/// they are: they are what is searched for and worked by. Safe for concurrent use.
/// </summary>
public sealed class SealedStore : IStore
{
    /// <summary>How much longer than its last noted use a key may have been in use.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);

    private readonly IStore inner;

    private SealedStore(IStore inner, Sealer sealer, SealNotes notes)
    {
        this.inner = inner;
        Events = new SealedEvents(inner.Events, sealer, notes);
        Deliveries = new SealedDeliveries(inner.Deliveries, sealer, notes);
        Replays = new SealedReplays(inner.Replays, sealer);
        Search = new SealedSearch(inner.Search, sealer);
        Transfer = inner.Transfer is { } transfer ? new SealedTransfer(transfer, sealer, notes) : null;
    }

    /// <inheritdoc />
    public IEventStore Events { get; }

    /// <inheritdoc />
    public IDeliveryStore Deliveries { get; }

    /// <inheritdoc />
    public IReplayStore Replays { get; }

    /// <inheritdoc />
    public IEntityStore Entities => inner.Entities;

    /// <inheritdoc />
    public IReconciliationStore Reconciliations => inner.Reconciliations;

    /// <inheritdoc />
    public IPauseStore Pauses => inner.Pauses;

    /// <inheritdoc />
    public ITokenStore Tokens => inner.Tokens;

    /// <inheritdoc />
    public IAuditStore Audit => inner.Audit;

    /// <inheritdoc />
    public ISealStore Seals => inner.Seals;

    /// <inheritdoc />
    public ISearch Search { get; }

    /// <inheritdoc />
    public ILeases? Leases => inner.Leases;

    /// <inheritdoc />
    public ITransfer? Transfer { get; }

    /// <inheritdoc />
    public long LastId => inner.LastId;

    /// <inheritdoc />
    public int Committers => inner.Committers;

    /// <summary>
    /// Puts the keys before a store that was opened: the store itself where there is no key and nothing sealed. A store that does not open
    /// with these keys is disposed of.
    /// </summary>
    /// <param name="inner">The store.</param>
    /// <param name="keys">The first one seals; all of them open.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="StoreRefusedException">Something in it is sealed with a key that is not among them; the message names it.</exception>
    public static async Task<IStore> OverAsync(IStore inner, IReadOnlyList<SealKey> keys, TimeProvider clock, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(clock);
        try
        {
            var sealer = new Sealer(keys);
            await CheckAsync(inner, sealer, cancellation);
            if (keys.Count == 0)
            {
                return inner;
            }

            var notes = new SealNotes(inner.Seals, sealer, clock);
            await notes.UsedAsync(cancellation);
            return new SealedStore(inner, sealer, notes);
        }
        catch
        {
            await inner.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens what a moment of a store gives.</summary>
    /// <param name="source">The moment.</param>
    /// <param name="keys">The keys.</param>
    public static ITransferSource Open(ITransferSource source, IReadOnlyList<SealKey> keys) => new SealedTransferSource(source, new Sealer(keys));

    /// <summary>True for an event as a store keeps it that is sealed.</summary>
    /// <param name="evt">The event.</param>
    public static bool IsSealed(Event evt) => evt is { Headers: [{ Name: Sealer.Header }] };

    /// <inheritdoc />
    public Task ProbeAsync(CancellationToken cancellation) => inner.ProbeAsync(cancellation);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    /// <summary>A key is needed as long as anything is there from before its last use; what is older may have attempts that it sealed.</summary>
    private static async Task CheckAsync(IStore inner, Sealer sealer, CancellationToken cancellation)
    {
        foreach (var use in await inner.Seals.ListAsync(cancellation))
        {
            if (sealer.Has(use.Key))
            {
                continue;
            }

            var left = await inner.Search.EventsAsync(new EventFilter { To = use.Last + Slack }, new PageRequest(1, null), cancellation);
            if (left.Items.Count > 0)
            {
                throw new StoreRefusedException(
                    $"Bodies in the store are encrypted with the key {use.Key} (in use from {use.First.UtcDateTime:yyyy-MM-dd HH:mm}Z to {use.Last.UtcDateTime:yyyy-MM-dd HH:mm}Z), "
                    + "which store.encrypt.keys does not list: add it behind the first one until the events of that time are gone.");
            }

            await inner.Seals.ForgetAsync(use.Key, cancellation);
        }
    }
}
