using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Receiving;
using Breakwater.Storage;

namespace Breakwater.Running;

/// <summary>The engine: the five steps of the journey and everything that people ask of it. Made once, started once.</summary>
public sealed class Engine(EngineParts parts) : IAsyncDisposable
{
    /// <summary>The configuration in force.</summary>
    public Settings Settings => throw new NotImplementedException();

    /// <summary>Everything as it happens.</summary>
    public Feed Feed => throw new NotImplementedException();

    /// <summary>What was refused at the door.</summary>
    public Rejections Rejections => throw new NotImplementedException();

    /// <summary>Search, detail, counts.</summary>
    public ISearch Search => parts.Store.Search;

    /// <summary>Recovers what was in flight, then begins to deliver.</summary>
    public Task StartAsync(CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Begins no new work, gives attempts under way their time, commits everything. Arrivals get 503 from the moment of the call.</summary>
    public Task StopAsync(TimeSpan grace) => throw new NotImplementedException();

    /// <summary>Verifies, identifies, routes and records an arrival. Returns after the commit.</summary>
    public ValueTask<Reception> ReceiveAsync(Arrival arrival, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Records an event that the product publishes. Returns after the commit.</summary>
    public ValueTask<Reception> PublishAsync(Publication publication, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Notes a refusal that the web side made itself (too large, too slow, unknown source).</summary>
    public void Refuse(Arrival arrival, Reception.Refused refusal) => throw new NotImplementedException();

    /// <summary>Tries a delivery again now, from waiting or dead.</summary>
    public Task<OperationResult> RetryAsync(DeliveryId id, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Gives a delivery up.</summary>
    public Task<OperationResult> CancelAsync(DeliveryId id, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Sends an event again, through today's routes (<paramref name="to"/> null) or to the named destinations.</summary>
    public Task<ReplayResult> ReplayAsync(EventId id, IReadOnlyList<string>? to, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Begins a bulk replay; it survives a restart.</summary>
    public Task<Replay> StartReplayAsync(EventFilter filter, IReadOnlyList<string>? to, double? rate, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>A bulk replay, or null.</summary>
    public Task<Replay?> FindReplayAsync(ReplayId id, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>All bulk replays, newest first.</summary>
    public Task<IReadOnlyList<Replay>> ListReplaysAsync(CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Stops a bulk replay.</summary>
    public Task<Replay?> CancelReplayAsync(ReplayId id, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Takes a new configuration over, whole or not at all. What needs a restart (listeners, store) or would strand owed deliveries is refused.</summary>
    /// <returns>Why it was refused; empty when it is in force.</returns>
    public Task<IReadOnlyList<string>> ApplyAsync(Settings next, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Says that the configuration file on disk is invalid (null: valid again): shown in health, feed and log; the last good one stays in force.</summary>
    public void ReportConfiguration(string? fault) => throw new NotImplementedException();

    /// <summary>How each destination fares, in the order of their names.</summary>
    public Task<IReadOnlyList<DestinationHealth>> DestinationsAsync(CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Whether the node can do its work.</summary>
    public Task<Health> HealthAsync(CancellationToken cancellation) => throw new NotImplementedException();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
