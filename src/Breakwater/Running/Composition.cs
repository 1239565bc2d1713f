using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Receiving;
using Breakwater.Recording;
using Breakwater.Replaying;
using Breakwater.Retaining;
using Breakwater.Routing;
using Breakwater.Settling;
using Breakwater.Sharing;
using Breakwater.Storage;
using Breakwater.Waiting;
using Microsoft.Extensions.Logging;

namespace Breakwater.Running;

/// <summary>Where all stages meet: what each is given, and what it tells the others. Nothing else happens here.</summary>
internal sealed partial class Composition : IDisposable
{
    private readonly EngineParts parts;
    private readonly ILogger logger;
    private readonly Turns applying = new(1);
    private readonly HealthReport health;
    private InForce inForce;

    public Composition(EngineParts parts)
    {
        this.parts = parts;
        logger = parts.Logs.CreateLogger("Breakwater.Engine");
        Ids = new IdSource(parts.Clock, parts.Chance);
        inForce = Compile(parts.Settings);
        Feed = new Feed(parts.Clock);
        Sources = new SourceMeters(parts.Clock, Telemetry);
        var notes = new SettleNotes(Release, Expect, Feed, Telemetry, parts.Clock, parts.Logs.CreateLogger("Breakwater.Settling"));
        Refusals = new RefusalNotes(Rejections, Feed, Sources, parts.Clock, parts.Logs.CreateLogger("Breakwater.Receiving"));

        Tenure = parts.Store.Leases is null ? Tenure.Whole(parts.Clock) : new Tenure(parts.Clock);
        Settler = new Settler(
            parts.Store.Deliveries, parts.Clock, new SettlerSignals(notes.Committed, notes.Refused, SettlingFails, SettlingWorks));
        Watch = new ClockWatch(parts.Store.Deliveries, () => Tenure.Share.Shards, () => Dispatcher!, parts.Clock, logger);
        var attempting = new Attempting(
            Settler, Watch, Tenure, Abandon, Telemetry, parts.Clock, parts.Chance, parts.Node, CutOff.Token);
        Dispatcher = new Dispatcher(
            parts.Store.Deliveries,
            attempting.DeliverAsync,
            destination => new Sender(destination, parts.Transport, parts.Clock),
            () => Tenure.Share,
            parts.Clock,
            new DispatcherSignals(FetchFailed, WorkerBroke));
        Dispatcher.Apply(parts.Settings);

        var recording = parts.Logs.CreateLogger("Breakwater.Recording");
        Recorder = new Recorder(
            parts.Store.Events, new RecordNotes(Feed, Sources, Telemetry, recording), Offer, ExpectMade, parts.Clock, recording, parts.Store.Committers);
        Replayer = new Replayer(Replays());
        Retention = new Retention(
            parts.Store.Events, parts.Store.Entities, () => InForce.Settings.Store.Keep, () => Owns(shard: 0), parts.Clock, Telemetry, parts.Logs.CreateLogger("Breakwater.Retaining"));
        Patience = new EntityPatience(
            parts.Store.Entities, () => InForce.Entities.Rules, () => Owns(shard: 0), ExpectMade, parts.Clock, parts.Logs.CreateLogger("Breakwater.Judging"));
        Herald = parts.Store.Leases is { } told ? new Herald(told) : null;
        Members = parts.Store.Leases is { } leases ? new Members(leases, this, parts) : null;

        Journey = new Journey(() => InForce, Recorder, Ids, Tenure, Refusals, Sources, Telemetry);
        Operations = new Operations(parts.Store, Dispatcher, Tenure, Feed, parts.Clock, logger);
        Standings = new Standings(parts, Dispatcher, notes, () => InForce);
        health = new HealthReport(parts.Store, parts.Clock);
        Lifetime = new Lifetime(this, parts, health, logger);
    }

    public InForce InForce => Volatile.Read(ref inForce);

    public IdSource Ids { get; }

    public Telemetry Telemetry { get; } = new();

    public Feed Feed { get; }

    public Rejections Rejections { get; } = new();

    public RefusalNotes Refusals { get; }

    public SourceMeters Sources { get; }

    /// <summary>What this node works on.</summary>
    public Tenure Tenure { get; }

    /// <summary>This node among others; null in a store of one node.</summary>
    public Members? Members { get; }

    /// <summary>Tells other nodes of what goes in order and is theirs; null in a store of one node.</summary>
    public Herald? Herald { get; }

    public Recorder Recorder { get; }

    public Dispatcher Dispatcher { get; }

    public ClockWatch Watch { get; }

    public Settler Settler { get; }

    public Replayer Replayer { get; }

    public Retention Retention { get; }

    /// <summary>Lets time run out for what waits in entities.</summary>
    public EntityPatience Patience { get; }

    public Journey Journey { get; }

    public Operations Operations { get; }

    public Standings Standings { get; }

    public Lifetime Lifetime { get; }

    /// <summary>Ends attempts under way: the grace of a stop is over.</summary>
    public CancellationTokenSource CutOff { get; } = new();

    /// <summary>The destination of which a worker ended by a bug; null while all is well.</summary>
    public string? BrokenLine { get; private set; }

    /// <summary>False while attempts cannot be settled, and so are not made.</summary>
    public bool Settling { get; private set; } = true;

    public async Task<IReadOnlyList<string>> ApplyAsync(Settings next, CancellationToken cancellation)
    {
        await applying.TakeAsync(cancellation);
        try
        {
            var refusals = await Reload.RefusalsAsync(InForce.Settings, next, parts.Store.Deliveries, cancellation);
            if (refusals.Count > 0)
            {
                Tell(NoticeKinds.ConfigurationRefused, string.Join("; ", refusals));
                return refusals;
            }

            var compiled = Compile(next);

            // Lines first: from the swap on, an arrival may make a delivery to a destination that is new.
            parts.Transport.Apply(next);
            Dispatcher.Apply(next);
            Volatile.Write(ref inForce, compiled);
            Dispatcher.Expect(await parts.Store.Deliveries.BacklogsAsync(cancellation));
            Tell(NoticeKinds.ConfigurationApplied, null);
            return [];
        }
        finally
        {
            applying.Return();
        }
    }

    public void ReportConfiguration(string? fault)
    {
        if (fault is not null && fault != health.ConfigurationFault)
        {
            Tell(NoticeKinds.ConfigurationRefused, fault);
        }

        health.ConfigurationFault = fault;
    }

    public void Dispose()
    {
        Members?.Dispose();
        Settler.Dispose();
        Dispatcher.Dispose();
        Replayer.Dispose();
        Telemetry.Dispose();
        CutOff.Dispose();
    }

    private ReplayParts Replays() => new()
    {
        Store = parts.Store,
        Router = () => InForce.Router,
        Ids = Ids,
        Shard = Tenure.NextShard,
        IsOurs = Owns,
        Elsewhere = cancellation => parts.Store.Leases?.TellAsync(new LeaseSignal(LeaseSignalKind.Replay), cancellation) ?? Task.CompletedTask,
        Clock = parts.Clock,
        Committed = Offer,
        Expect = ExpectEverywhere,
        Feed = Feed,
        Telemetry = Telemetry,
        Logger = parts.Logs.CreateLogger("Breakwater.Replaying"),
    };

    private InForce Compile(Settings settings) => new(settings, new Receiver(settings, parts.Clock, Ids, parts.Chance), new Router(settings), new EntityClaims(settings));

    /// <summary>True for a shard that this node works on now.</summary>
    private bool Owns(int shard) => Tenure.Share.Shards.Contains(shard) && Tenure.IsValid;

    /// <summary>What is recorded goes to the lines of this node, and other nodes are told of what goes in order and is theirs.</summary>
    private void Offer(Storage.Recording recorded)
    {
        Dispatcher.Offer(recorded);
        if (Herald is not null)
        {
            var mine = Tenure.Share.Shards;
            foreach (var delivery in recorded.Deliveries)
            {
                if (delivery.Turn is not null && !mine.Contains(delivery.Shard) && Ordering.MayBeSent(delivery))
                {
                    Herald.Tell(delivery.Destination);
                }
            }
        }
    }

    private void Expect(string destination, DateTimeOffset due) => Dispatcher.Find(destination)?.Expect(due);

    /// <summary>What entities applied was recorded by this commit or long ago, so it is fetched from the store.</summary>
    private void ExpectMade(IReadOnlyList<Delivery> made)
    {
        foreach (var delivery in made)
        {
            ExpectEverywhere(delivery.Destination, delivery.Since);
        }
    }

    private void ExpectEverywhere(string destination, DateTimeOffset due)
    {
        Expect(destination, due);
        Herald?.Tell(destination);
    }

    private bool Release(Settled settled)
    {
        var delivery = settled.Due.Delivery;
        var counts = Dispatcher.Find(delivery.Destination)?.Release(delivery.Id, settled.Settlement.NextAttemptAt) ?? true;
        Tenure.End(delivery.Shard);
        return counts;
    }

    /// <summary>It is not this node's to send, or not now: it is fetched again by whoever may.</summary>
    private void Abandon(Delivery delivery) => Dispatcher.Find(delivery.Destination)?.Release(delivery.Id, again: null);

    private void SettlingFails(Exception failure)
    {
        Settling = false;
        Dispatcher.Pause();
        LogSettlingFails(failure is StoreUnavailableException ? failure.Message : failure.ToString());
    }

    private void SettlingWorks()
    {
        Settling = true;
        Dispatcher.Resume();
        LogSettlingWorks();
    }

    private void FetchFailed(Exception failure) => LogFetchFails(failure is StoreUnavailableException ? failure.Message : failure.ToString());

    private void WorkerBroke(string destination, Exception bug)
    {
        BrokenLine = destination;
        LogWorkerBroke(bug, destination);
    }

    private void Tell(string kind, string? text) => Feed.Publish(new Notice { At = parts.Clock.GetUtcNow(), Kind = kind, Text = text });

    [LoggerMessage(LogEvents.SettlingFails, LogLevel.Error, "attempts cannot be settled, so none are made: {Reason}")]
    private partial void LogSettlingFails(string reason);

    [LoggerMessage(LogEvents.SettlingWorksAgain, LogLevel.Information, "attempts are settled again, and sending goes on")]
    private partial void LogSettlingWorks();

    [LoggerMessage(LogEvents.FetchingFails, LogLevel.Warning, "what is due cannot be fetched, tried again: {Reason}")]
    private partial void LogFetchFails(string reason);

    [LoggerMessage(LogEvents.SendingBroke, LogLevel.Critical, "a worker of {Destination} broke; its delivery goes on after a restart: this is a bug")]
    private partial void LogWorkerBroke(Exception bug, string destination);
}
