using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Receiving;
using Breakwater.Recording;
using Breakwater.Storage;

namespace Breakwater.Running;

/// <summary>The engine: the five steps of the journey and everything that people ask of it. Made once, started once.</summary>
public sealed class Engine : IAsyncDisposable
{
    private readonly EngineParts parts;
    private readonly Works works;

    /// <summary>Composes it; nothing runs before <see cref="StartAsync"/>.</summary>
    public Engine(EngineParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        this.parts = parts;
        works = new Works(parts);
    }

    /// <summary>The configuration in force.</summary>
    public Settings Settings => works.InForce.Settings;

    /// <summary>Everything as it happens.</summary>
    public Feed Feed => works.Feed;

    /// <summary>What was refused at the door.</summary>
    public Rejections Rejections => works.Rejections;

    /// <summary>Search, detail, counts.</summary>
    public ISearch Search => parts.Store.Search;

    /// <summary>Recovers what was in flight, then begins to deliver.</summary>
    /// <exception cref="StoreUnavailableException">The store can't be read or committed to.</exception>
    public Task StartAsync(CancellationToken cancellation) => works.StartAsync(cancellation);

    /// <summary>
    /// Begins no new work, gives attempts under way their time, commits everything. Arrivals get 503 from the moment of the call.
    /// What can't be ended in time is as after a crash: the next start goes on with it.
    /// </summary>
    public Task StopAsync(TimeSpan grace) => works.StopAsync(grace);

    /// <summary>Verifies, identifies, routes and records an arrival. Returns after the commit.</summary>
    public ValueTask<Reception> ReceiveAsync(Arrival arrival, CancellationToken cancellation) =>
        Closed() ?? works.Journey.ReceiveAsync(arrival, cancellation);

    /// <summary>Records an event that the product publishes. Returns after the commit.</summary>
    public ValueTask<Reception> PublishAsync(Publication publication, CancellationToken cancellation) =>
        Closed() ?? works.Journey.PublishAsync(publication, cancellation);

    /// <summary>Notes a refusal that the web side made itself (too large, too slow, unknown source).</summary>
    public void Refuse(Arrival arrival, Reception.Refused refusal) => works.Journey.Refuse(arrival, refusal);

    /// <summary>Tries a delivery again now, from waiting or dead. One that is being tried already is answered as it is.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was changed.</exception>
    public Task<OperationResult> RetryAsync(DeliveryId id, CancellationToken cancellation) => works.Operations.RetryAsync(id, cancellation);

    /// <summary>Gives a delivery up. An attempt under way ends and is kept, and changes nothing any more.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was changed.</exception>
    public Task<OperationResult> CancelAsync(DeliveryId id, CancellationToken cancellation) => works.Operations.CancelAsync(id, cancellation);

    /// <summary>Sends an event again, through today's routes (<paramref name="to"/> null) or to the named destinations.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was made.</exception>
    public async Task<ReplayResult> ReplayAsync(EventId id, IReadOnlyList<string>? to, CancellationToken cancellation)
    {
        var resent = await works.Replayer.ReplayAsync(id, to, cancellation);
        return new ReplayResult(resent.Found, resent.Deliveries, resent.Refusal);
    }

    /// <summary>Begins a bulk replay; it survives a restart.</summary>
    /// <exception cref="ArgumentException">A destination is named that there is none of, or the rate is not above zero.</exception>
    /// <exception cref="StoreUnavailableException">It was not begun.</exception>
    public Task<Replay> StartReplayAsync(EventFilter filter, IReadOnlyList<string>? to, double? rate, CancellationToken cancellation) =>
        works.Replayer.BeginAsync(filter, to, rate, cancellation);

    /// <summary>A bulk replay, or null.</summary>
    public Task<Replay?> FindReplayAsync(ReplayId id, CancellationToken cancellation) => parts.Store.Replays.FindAsync(id, cancellation);

    /// <summary>All bulk replays, newest first.</summary>
    public Task<IReadOnlyList<Replay>> ListReplaysAsync(CancellationToken cancellation) =>
        parts.Store.Replays.ListAsync(Limits.PageItems, cancellation);

    /// <summary>Stops a bulk replay.</summary>
    public Task<Replay?> CancelReplayAsync(ReplayId id, CancellationToken cancellation) => works.Replayer.CancelAsync(id, cancellation);

    /// <summary>Takes a new configuration over, whole or not at all. What needs a restart (listeners, store) or would strand owed deliveries is refused.</summary>
    /// <returns>Why it was refused; empty when it is in force.</returns>
    public Task<IReadOnlyList<string>> ApplyAsync(Settings next, CancellationToken cancellation) => works.ApplyAsync(next, cancellation);

    /// <summary>Says that the configuration file on disk is invalid (null: valid again): shown in health, feed and log; the last good one stays in force.</summary>
    public void ReportConfiguration(string? fault) => works.Reload.Report(fault);

    /// <summary>How each destination fares, in the order of their names; those that are still owed deliveries and no longer configured, too.</summary>
    public Task<IReadOnlyList<DestinationHealth>> DestinationsAsync(CancellationToken cancellation) =>
        works.Standing.DestinationsAsync(Settings, cancellation);

    /// <summary>How each source fares, in the order of their names.</summary>
    public IReadOnlyList<SourceHealth> Sources() =>
        [.. Settings.Sources.Keys.Order(StringComparer.Ordinal).Select(works.SourceMeters.Measure)];

    /// <summary>What a delivery waits for, in words that follow "waiting for": <c>its turn</c>, <c>the attempt under way</c>; null when it is terminal.</summary>
    public string? WaitingFor(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return works.Standing.WaitingFor(delivery, Settings);
    }

    /// <summary>Whether the node can do its work.</summary>
    public Task<Health> HealthAsync(CancellationToken cancellation) => works.Health.ReadAsync(cancellation);

    /// <summary>Stops at once, if it was not stopped before: as a crash would, but tidily.</summary>
    public async ValueTask DisposeAsync()
    {
        await works.StopAsync(TimeSpan.Zero);
        works.Dispose();
    }

    private ValueTask<Reception>? Closed() => works.ClosedBecause is { } reason
        ? new ValueTask<Reception>(new Reception.Unavailable(reason, Recorder.RetryAfter))
        : null;
}
