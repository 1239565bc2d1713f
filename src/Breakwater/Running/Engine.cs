using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Receiving;
using Breakwater.Storage;

namespace Breakwater.Running;

/// <summary>
/// The engine: the five steps of the journey and everything that people ask of it. Made once, started once. Safe for concurrent use.
/// </summary>
public sealed class Engine : IAsyncDisposable
{
    private readonly EngineParts parts;
    private readonly Composition composition;

    /// <summary>Puts an engine together; nothing is read, sent or begun before <see cref="StartAsync"/>.</summary>
    public Engine(EngineParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        this.parts = parts;
        composition = new Composition(parts);
    }

    /// <summary>The configuration in force.</summary>
    public Settings Settings => composition.InForce.Settings;

    /// <summary>Everything as it happens.</summary>
    public Feed Feed => composition.Feed;

    /// <summary>What was refused at the door.</summary>
    public Rejections Rejections => composition.Rejections;

    /// <summary>Search, detail, counts.</summary>
    public ISearch Search => parts.Store.Search;

    /// <summary>The tokens that were made while it ran.</summary>
    public ITokenStore Tokens => parts.Store.Tokens;

    /// <summary>What operators did.</summary>
    public AuditLog Audit => composition.Audit;

    /// <summary>What several platforms know.</summary>
    public IEntityStore Entities => parts.Store.Entities;

    /// <summary>The moment, by the engine's clock.</summary>
    public DateTimeOffset Now => parts.Clock.GetUtcNow();

    /// <summary>Recovers what was in flight, then begins to deliver.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read or written.</exception>
    public Task StartAsync(CancellationToken cancellation) => composition.Lifetime.StartAsync(cancellation);

    /// <summary>
    /// Begins no new work, gives attempts under way their time, commits everything. Arrivals get 503 from the moment of the call. What is
    /// left after the grace is as after a crash: nothing is lost.
    /// </summary>
    public Task StopAsync(TimeSpan grace) => composition.Lifetime.StopAsync(grace);

    /// <summary>Verifies, identifies, routes and records an arrival. Returns after the commit.</summary>
    public ValueTask<Reception> ReceiveAsync(Arrival arrival, CancellationToken cancellation) => composition.Journey.ReceiveAsync(arrival, cancellation);

    /// <summary>Records an event that the product publishes. Returns after the commit.</summary>
    public ValueTask<Reception> PublishAsync(Publication publication, CancellationToken cancellation) =>
        composition.Journey.PublishAsync(publication, cancellation);

    /// <summary>
    /// Records a call to a platform, to be made at once and until it is answered. Returns after the commit. The same idempotency key with the
    /// same request gives the call that is known, as a duplicate; with another request it is refused.
    /// </summary>
    public ValueTask<Reception> PlaceCallAsync(CallRequest call, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(call);
        return composition.Calls.PlaceAsync(call, cancellation);
    }

    /// <summary>A call as it stands, or null.</summary>
    public Task<Call?> FindCallAsync(CallId id, CancellationToken cancellation) => composition.Calls.FindAsync(id, cancellation);

    /// <summary>A call when it has ended, or as it stands when the time is over; null when there is none of this id.</summary>
    public Task<Call?> WaitForCallAsync(CallId id, TimeSpan most, CancellationToken cancellation) => composition.Calls.WaitAsync(id, most, cancellation);

    /// <summary>Gives a call up. An attempt under way can't be called back: the platform may have done what it asks.</summary>
    public async Task<OperationResult> CancelCallAsync(CallId id, CancellationToken cancellation)
    {
        if (await composition.Calls.FindAsync(id, cancellation) is not { } call)
        {
            return new OperationResult(null, null);
        }

        var result = await composition.Operations.CancelAsync(call.Delivery.Id, cancellation);
        composition.Calls.Ended(id.Event);
        return result;
    }

    /// <summary>Notes a refusal that the web side made itself (too large, too slow, unknown source).</summary>
    public void Refuse(Arrival arrival, Reception.Refused refusal)
    {
        ArgumentNullException.ThrowIfNull(arrival);
        composition.Refusals.Note(arrival, refusal, Settings.Sources.ContainsKey(arrival.Source));
    }

    /// <summary>Tries a delivery again now, from waiting or dead. One that is being tried already is answered as it is.</summary>
    public Task<OperationResult> RetryAsync(DeliveryId id, CancellationToken cancellation) => composition.Operations.RetryAsync(id, cancellation);

    /// <summary>Gives a delivery up.</summary>
    public Task<OperationResult> CancelAsync(DeliveryId id, CancellationToken cancellation) => composition.Operations.CancelAsync(id, cancellation);

    /// <summary>What a waiting delivery waits for, in words; null when it is terminal.</summary>
    public string? WaitingFor(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return composition.Operations.WaitingFor(delivery, composition.Reactions.Settling);
    }

    /// <summary>Sends an event again, through today's routes (<paramref name="to"/> null) or to the named destinations.</summary>
    public Task<ReplayResult> ReplayAsync(EventId id, IReadOnlyList<string>? to, CancellationToken cancellation) =>
        ReplayAsync(id, to, force: false, cancellation);

    /// <summary>
    /// Sends an event again, through today's routes (<paramref name="to"/> null) or to the named destinations. Where it goes in order it is
    /// stale when a destination has newer state, unless it is forced.
    /// </summary>
    public async Task<ReplayResult> ReplayAsync(EventId id, IReadOnlyList<string>? to, bool force, CancellationToken cancellation)
    {
        var resent = await composition.Replayer.ReplayAsync(id, to, force, cancellation);
        return new ReplayResult(resent.Found, resent.Deliveries, resent.Refusal);
    }

    /// <summary>Begins a bulk replay; it survives a restart.</summary>
    /// <exception cref="ArgumentException">A destination is named that there is none of, or the rate is not above zero.</exception>
    public Task<Replay> StartReplayAsync(EventFilter filter, IReadOnlyList<string>? to, double? rate, CancellationToken cancellation) =>
        composition.Replayer.BeginAsync(filter, to, rate, cancellation);

    /// <summary>A bulk replay, or null.</summary>
    public Task<Replay?> FindReplayAsync(ReplayId id, CancellationToken cancellation) => parts.Store.Replays.FindAsync(id, cancellation);

    /// <summary>Bulk replays, newest first, at most <see cref="Limits.PageItems"/>.</summary>
    public Task<IReadOnlyList<Replay>> ListReplaysAsync(CancellationToken cancellation) => parts.Store.Replays.ListAsync(Limits.PageItems, cancellation);

    /// <summary>Stops a bulk replay.</summary>
    public Task<Replay?> CancelReplayAsync(ReplayId id, CancellationToken cancellation) => composition.Replayer.CancelAsync(id, cancellation);

    /// <summary>
    /// Begins to look for events of a source whose webhooks never came: from a moment on, or from where the last run ended. It survives a
    /// restart; a dry run records nothing.
    /// </summary>
    /// <returns>The run; null where one of this source is running already.</returns>
    /// <exception cref="ArgumentException">Nothing says how the source is asked.</exception>
    public Task<Reconciliation?> ReconcileAsync(string source, DateTimeOffset? since, bool dryRun, CancellationToken cancellation) =>
        Reconciling.Subjects.Of(Settings, source) is { } subject
            ? composition.Reconciler.BeginAsync(subject, since, dryRun, cancellation)
            : throw new ArgumentException($"the source {source} does not say how it is reconciled", nameof(source));

    /// <summary>Begins to ask a destination what it knows of entities of a kind. It survives a restart; a dry run notes and repairs nothing.</summary>
    /// <returns>The run; null where one of the same is running already.</returns>
    /// <exception cref="ArgumentException">Nothing says how the destination is asked.</exception>
    public Task<Reconciliation?> ReconcileAsync(string entity, string destination, DateTimeOffset? since, bool dryRun, CancellationToken cancellation) =>
        Reconciling.Subjects.Of(Settings, entity, destination) is { } subject
            ? composition.Reconciler.BeginAsync(subject, since, dryRun, cancellation)
            : throw new ArgumentException($"nothing says how {destination} is asked of {entity}", nameof(destination));

    /// <summary>A reconciliation, or null.</summary>
    public Task<Reconciliation?> FindReconciliationAsync(ReconciliationId id, CancellationToken cancellation) =>
        parts.Store.Reconciliations.FindAsync(id, cancellation);

    /// <summary>Reconciliations, newest first; of one subject where it is given (<see cref="Reconciliation.Subject"/>).</summary>
    public Task<IReadOnlyList<Reconciliation>> ListReconciliationsAsync(string? subject, int limit, ReconciliationId? after, CancellationToken cancellation) =>
        parts.Store.Reconciliations.ListAsync(subject, limit, after, cancellation);

    /// <summary>Stops a reconciliation; what it repaired until then stays.</summary>
    public Task<Reconciliation?> CancelReconciliationAsync(ReconciliationId id, CancellationToken cancellation) =>
        composition.Reconciler.CancelAsync(id, cancellation);

    /// <summary>
    /// Takes a new configuration over, whole or not at all. What needs a restart (listeners, store) or would strand owed deliveries is refused.
    /// </summary>
    /// <returns>Why it was refused; empty when it is in force.</returns>
    public Task<IReadOnlyList<string>> ApplyAsync(Settings next, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(next);
        return composition.ApplyAsync(next, cancellation);
    }

    /// <summary>
    /// Says that the configuration file on disk is invalid (null: it is in force again): shown in health and feed; the last good one stays in force.
    /// </summary>
    public void ReportConfiguration(string? fault) => composition.ReportConfiguration(fault);

    /// <summary>
    /// Holds everything for a destination, on all nodes, until it is resumed; attempts under way end. One that is paused already stays so.
    /// </summary>
    /// <returns>False when there is no such destination.</returns>
    /// <exception cref="StoreUnavailableException">Nothing was changed.</exception>
    public async Task<bool> PauseAsync(string destination, CancellationToken cancellation)
    {
        var known = Settings.Destinations.ContainsKey(destination);
        if (known)
        {
            await composition.Pauses.PauseAsync(destination, cancellation);
        }

        return known;
    }

    /// <summary>Lets a destination go on, gently. One that is not paused goes on as it is.</summary>
    /// <returns>False when there is no such destination.</returns>
    /// <exception cref="StoreUnavailableException">Nothing was changed.</exception>
    public async Task<bool> ResumeAsync(string destination, CancellationToken cancellation) =>
        await composition.Pauses.ResumeAsync(destination, cancellation) || Settings.Destinations.ContainsKey(destination);

    /// <summary>How each destination fares, in the order of their names; those that are owed deliveries and not configured, too.</summary>
    public Task<IReadOnlyList<DestinationHealth>> DestinationsAsync(CancellationToken cancellation) => composition.Standings.AllAsync(cancellation);

    /// <summary>What each source sent in the last minutes, in the order of their names.</summary>
    public IReadOnlyList<SourceHealth> Sources() =>
        [.. Settings.Sources.Keys.Order(StringComparer.Ordinal).Select(composition.Sources.Measure)];

    /// <summary>All nodes that share the store, in the order in which they joined; this one alone where it is of one node.</summary>
    public Task<IReadOnlyList<NodeStanding>> NodesAsync(CancellationToken cancellation) => composition.Standings.NodesAsync(cancellation);

    /// <summary>Whether the node can do its work.</summary>
    public Task<Health> HealthAsync(CancellationToken cancellation) => composition.Lifetime.HealthAsync(cancellation);

    /// <summary>Gives up what the runtime would keep of it, and stops nothing: for an engine whose process has ended, in a simulation.</summary>
    internal void Forget() => composition.Dispose();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => composition.Lifetime.DisposeAsync();
}
