using Breakwater.Alerting;
using Breakwater.Calling;
using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Receiving;
using Breakwater.Reconciling;
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
internal sealed class Composition : IDisposable
{
    private readonly EngineParts parts;
    private readonly ILogger logger;
    private readonly Turns applying = new(1);
    private readonly HealthReport health;
    private InForce inForce;
    private PlatformVisits? visits;
    private Reconciler? reconciler;

    public Composition(EngineParts parts)
    {
        this.parts = parts;
        logger = parts.Logs.CreateLogger("Breakwater.Engine");
        Ids = new IdSource(parts.Clock, parts.Chance);
        inForce = Compile(parts.Settings);
        Telemetry = new Telemetry(parts.Clock);
        Feed = new Feed(parts.Clock);
        Sources = new SourceMeters(parts.Clock, Telemetry);
        Reactions = new Reactions(this, logger);
        var notes = new SettleNotes(Reactions.Release, Reactions.Expect, Reactions.Died, Feed, Telemetry, parts.Clock, parts.Logs.CreateLogger("Breakwater.Settling"));
        Refusals = new RefusalNotes(Rejections, Feed, Sources, parts.Clock, parts.Logs.CreateLogger("Breakwater.Receiving"));
        Tenure = parts.Store.Leases is null ? Tenure.Whole(parts.Clock) : new Tenure(parts.Clock);
        var callEnds = new CallEnds(Ids);
        Settler = new Settler(parts.Store.Deliveries, parts.Clock, Reactions.Signals(notes, callEnds), Math.Max(1, parts.Store.Committers / 2));
        Watch = new ClockWatch(parts.Store.Deliveries, () => Tenure.Share.Shards, () => Dispatcher!, MendAsync, parts.Clock, logger);
        var attempting = Attempts(callEnds);
        Dispatcher = new Dispatcher(
            parts.Store.Deliveries, attempting.DeliverAsync,
            destination => new Sender(destination, parts.Transport, parts.Clock),
            () => Tenure.Share, parts.Clock, parts.Chance,
            new DispatcherSignals(Reactions.FetchFailed, Reactions.WorkerBroke, Breakers().Tell));
        Dispatcher.Apply(parts.Settings);
        Pauses = new Pauses(parts.Store, Dispatcher, Feed, parts.Clock, logger);
        Recorder = Records();
        Replayer = new Replayer(Replays());
        Alerts = new Alerts(AlertsParts());
        Retention = Keeps();
        Patience = Waits();
        Members = parts.Store.Leases is { } leases ? new Members(leases, this, parts) : null;

        Journey = new Journey(() => InForce, Recorder, Ids, Tenure, Refusals, Sources, Telemetry, Visits);
        Calls = new Calls(CallParts());
        Operations = new Operations(parts.Store, Dispatcher, Tenure, Feed, parts.Clock, logger);
        Standings = new Standings(parts, Dispatcher, notes, () => InForce);
        Readings = new Readings(Telemetry, Standings, parts.Store.Search, parts.Clock);
        health = new HealthReport(parts.Store, parts.Clock);
        Lifetime = new Lifetime(this, parts, health, logger);
    }

    public InForce InForce => Volatile.Read(ref inForce);

    public IdSource Ids { get; }

    /// <summary>What the door itself asks of platforms, and the keys that came of it.</summary>
    public PlatformVisits Visits => visits ??= new PlatformVisits(parts.Transport, parts.Clock, CutOff.Token);

    public Telemetry Telemetry { get; }

    public Feed Feed { get; }

    /// <summary>What operators did.</summary>
    public AuditLog Audit => field ??= new AuditLog(parts.Store.Audit, Ids, parts.Clock, parts.Node);

    public Rejections Rejections { get; } = new();

    public RefusalNotes Refusals { get; }

    public SourceMeters Sources { get; }

    /// <summary>What this node works on.</summary>
    public Tenure Tenure { get; }

    /// <summary>This node among others; null in a store of one node.</summary>
    public Members? Members { get; }

    public Recorder Recorder { get; }

    public Dispatcher Dispatcher { get; }

    public ClockWatch Watch { get; }

    public Settler Settler { get; }

    public Replayer Replayer { get; }

    /// <summary>Asks platforms what is true.</summary>
    public Reconciler Reconciler => reconciler ??= new Reconciler(Reconciles());

    public Alerts Alerts { get; }

    public Retention Retention { get; }

    /// <summary>Lets time run out for what waits in entities.</summary>
    public EntityPatience Patience { get; }

    public Journey Journey { get; }

    /// <summary>Requests of the product to platforms.</summary>
    public Calls Calls { get; }

    public Operations Operations { get; }

    public Standings Standings { get; }

    /// <summary>Reads for the gauges.</summary>
    public Readings Readings { get; }

    /// <summary>Which destinations a person has paused.</summary>
    public Pauses Pauses { get; }

    public Lifetime Lifetime { get; }

    /// <summary>Ends attempts under way: the grace of a stop is over.</summary>
    public CancellationTokenSource CutOff { get; } = new();

    /// <summary>What one stage means to the others.</summary>
    public Reactions Reactions { get; }

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
            Pauses.Enforce();
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
        Reconciler.Dispose();
        Telemetry.Dispose();
        CutOff.Dispose();
    }

    private Attempting Attempts(CallEnds calls) => new(
        Settler, Watch, Tenure, TransformFor, Reactions.Abandon,
        new Fallbacks(() => InForce, parts.Store, Ids, parts.Chance), calls, Telemetry, parts.Clock,
        parts.Chance, parts.Node, CutOff.Token);

    private async Task MendAsync(CancellationToken cancellation)
    {
        await Pauses.MendAsync(cancellation);
        await Replayer.MendAsync(cancellation);
    }

    private ITransform? TransformFor(Event evt, string destination) =>
        RedactedTransform.Over(InForce.Router.TransformFor(evt, destination), InForce.Settings, evt);

    private Recorder Records()
    {
        var recording = parts.Logs.CreateLogger("Breakwater.Recording");
        return new Recorder(
            parts.Store.Events, new RecordNotes(Feed, Sources, Telemetry, recording), Reactions.Offer, Reactions.ExpectMade, parts.Clock, recording, parts.Store.Committers, Watch.Look);
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
        Committed = Reactions.Offer,
        Expect = Reactions.ExpectEverywhere,
        Feed = Feed,
        Telemetry = Telemetry,
        Logger = parts.Logs.CreateLogger("Breakwater.Replaying"),
    };

    private ReconcilingParts Reconciles() => new()
    {
        Store = parts.Store,
        Settings = () => InForce.Settings,
        Transport = parts.Transport,
        Resend = async (evt, destination, cancellation) => (await Replayer!.ReplayAsync(evt, [destination], force: false, cancellation)).Refusal,
        Record = (recovery, cancellation) => Journey!.RecoverAsync(recovery, cancellation),
        Ids = Ids,
        IsOurs = () => Owns(shard: 0),
        Clock = parts.Clock,
        Chance = parts.Chance,
        Feed = Feed,
        Logger = parts.Logs.CreateLogger("Breakwater.Reconciling"),
    };

    private AlertParts AlertsParts() => new()
    {
        Store = parts.Store,
        Settings = () => InForce.Settings,
        Router = () => InForce.Router,
        Ids = Ids,
        Shard = Tenure.NextShard,
        IsOurs = () => Owns(shard: 0),
        Record = Recorder.RecordAsync,
        Clock = parts.Clock,
        Feed = Feed,
        Node = parts.Node,
        Logger = parts.Logs.CreateLogger("Breakwater.Alerting"),
    };

    private CallParts CallParts() => new()
    {
        Store = parts.Store,
        Settings = () => InForce.Settings,
        Record = Recorder.RecordAsync,
        Ids = Ids,
        Shard = Tenure.NextShard,
        Clock = parts.Clock,
        Chance = parts.Chance,
    };

    private BreakerNotes Breakers() =>
        new(Feed, signal => Members?.Hint(signal), (destination, until) => Alerts?.BreakerOpened(destination, until), parts.Clock, parts.Logs.CreateLogger("Breakwater.Delivering"));

    private InForce Compile(Settings settings) => new(settings, new Receiver(settings, parts.Clock, Ids, parts.Chance, Visits.Keys), new Router(settings), new EntityClaims(settings));

    private Retention Keeps() => new(
        parts.Store, () => (InForce.Settings.Store.Keep, InForce.Settings.Admin.KeepAudit), () => Owns(shard: 0), parts.Clock, Telemetry, parts.Logs.CreateLogger("Breakwater.Retaining"));

    private EntityPatience Waits() => new(
        parts.Store.Entities, () => InForce.Entities.Rules, () => Owns(shard: 0), Reactions.ExpectMade, parts.Clock, parts.Logs.CreateLogger("Breakwater.Judging"));

    /// <summary>True for a shard that this node works on now.</summary>
    private bool Owns(int shard) => Tenure.Share.Shards.Contains(shard) && Tenure.IsValid;

    private void Tell(string kind, string? text) => Feed.Publish(new Notice { At = parts.Clock.GetUtcNow(), Kind = kind, Text = text });
}
