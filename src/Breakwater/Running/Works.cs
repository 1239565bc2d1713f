using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Receiving;
using Breakwater.Recording;
using Breakwater.Replaying;
using Breakwater.Retaining;
using Breakwater.Settling;
using Microsoft.Extensions.Logging;

namespace Breakwater.Running;

/// <summary>The composition: every part made once and given what it needs; and the order in which they start and stop.</summary>
internal sealed partial class Works : IDisposable
{
    /// <summary>How long attempts that were cut off, and the last commits, may take after the grace of a stop.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly EngineParts parts;
    private readonly ILogger log;
    private readonly IdSource ids;
    private readonly Lock gate = new();
    private readonly CancellationTokenSource cutOff = new();
    private readonly Telemetry telemetry = new();
    private readonly Recorder recorder;
    private readonly Settler settler;
    private readonly Dispatcher dispatcher;
    private readonly Recovery recovery;
    private readonly Worker settling;
    private readonly Worker dispatching;
    private readonly Worker retaining;
    private InForce inForce;
    private string? closedBecause = "the server is starting";
    private string? brokenLine;
    private bool started;
    private Task? stopping;

    public Works(EngineParts parts)
    {
        this.parts = parts;
        var (store, clock) = (parts.Store, parts.Clock);
        log = parts.Logs.CreateLogger("Breakwater");
        ids = new IdSource(clock, parts.Chance);
        inForce = Compile(parts.Settings);
        Feed = new Feed(clock);
        Rejections = new Rejections();
        SourceMeters = new SourceMeters(clock, telemetry);
        var destinationMeters = new DestinationMeters(clock, telemetry);

        var settleNotes = new SettleNotes(() => dispatcher!, Feed, destinationMeters, log);
        settler = new Settler(store.Deliveries, clock, new SettlerSignals(settleNotes.Committed, settleNotes.Failing, settleNotes.Recovered));
        var attempting = new Attempting(settler, telemetry, clock, parts.Chance, parts.Node, cutOff.Token);
        dispatcher = new Dispatcher(
            store.Deliveries,
            attempting.DeliverAsync,
            destination => new Sender(destination, parts.Transport, clock),
            clock,
            new DispatcherSignals(failure => LogFetchingFails(log, failure.Message), ReportBrokenLine));
        recorder = new Recorder(
            store.Events, new RecordNotes(Feed, SourceMeters, telemetry, log), due => dispatcher.Offer(due), clock, log);
        Journey = new Journey(() => InForce, recorder, ids, new DoorNotes(Rejections, Feed, SourceMeters, clock, log), telemetry);

        Replayer = new Replayer(ReplayParts());
        Operations = new Operations(store, dispatcher, Feed, clock, log);
        Standing = new Standing(store.Deliveries, dispatcher, destinationMeters, clock);
        Reload = new Reload(store.Deliveries, dispatcher, parts.Transport, Feed, clock, log);
        Health = new HealthReport(store, clock, Faults, () => Reload.Fault);
        recovery = new Recovery(store, ids, dispatcher, clock, log);
        settling = new Worker("settler", settler.RunAsync, log);
        dispatching = new Worker("dispatcher", dispatcher.RunAsync, log);
        retaining = new Worker(
            "retention", new Retention(store.Events, () => InForce.Settings.Store.Keep, clock, telemetry, log).RunAsync, log);
    }

    public InForce InForce => Volatile.Read(ref inForce);

    public Feed Feed { get; }

    public Rejections Rejections { get; }

    public SourceMeters SourceMeters { get; }

    public Journey Journey { get; }

    public Replayer Replayer { get; }

    public Operations Operations { get; }

    public Standing Standing { get; }

    public Reload Reload { get; }

    public HealthReport Health { get; }

    /// <summary>Why nothing is taken in; null while the door is open.</summary>
    public string? ClosedBecause => Volatile.Read(ref closedBecause);

    /// <summary>Recovers, then opens: the lines, the replays, the door.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        lock (gate)
        {
            if (started)
            {
                throw new InvalidOperationException("an engine is started once");
            }

            started = true;
        }

        dispatcher.Apply(parts.Settings);
        await recovery.RunAsync(cancellation);
        settling.Start();
        dispatching.Start();
        recorder.Start();
        dispatcher.Start();
        await Replayer.StartAsync(cancellation);
        retaining.Start();
        Volatile.Write(ref closedBecause, null);
    }

    /// <summary>Once, however often it is called.</summary>
    public Task StopAsync(TimeSpan grace)
    {
        lock (gate)
        {
            return stopping ??= StopOnceAsync(grace);
        }
    }

    public Task<IReadOnlyList<string>> ApplyAsync(Settings next, CancellationToken cancellation) =>
        Reload.ApplyAsync(InForce.Settings, Compile(next), made => Volatile.Write(ref inForce, made), cancellation);

    public void Dispose()
    {
        dispatcher.Dispose();
        settler.Dispose();
        settling.Dispose();
        dispatching.Dispose();
        retaining.Dispose();
        Replayer.Dispose();
        Reload.Dispose();
        telemetry.Dispose();
        cutOff.Dispose();
    }

    private async Task StopOnceAsync(TimeSpan grace)
    {
        Volatile.Write(ref closedBecause, "the server is stopping");
        if (!started)
        {
            return;
        }

        // The lines close first, so that what is still recorded stays in the store for the next start.
        var atRest = dispatcher.StopAsync();
        await retaining.StopAsync();
        await Replayer.StopAsync();
        await recorder.StopAsync();
        if (!await EndsAsync(atRest, grace))
        {
            await cutOff.CancelAsync();
            await EndsAsync(atRest, Patience);
        }

        settler.Complete();
        using var patience = new CancellationTokenSource(Patience, parts.Clock);
        await settling.EndAsync(patience.Token);
        await dispatching.StopAsync();
        LogStopped(log, settler.Waiting);
    }

    private async Task<bool> EndsAsync(Task task, TimeSpan within)
    {
        try
        {
            await task.WaitAsync(within, parts.Clock);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private InForce Compile(Settings settings) => InForce.Of(settings, parts.Clock, ids, parts.Chance);

    private ReplayParts ReplayParts() => new()
    {
        Store = parts.Store,
        Router = () => InForce.Router,
        Ids = ids,
        Clock = parts.Clock,
        Committed = recorded => dispatcher.Offer(recorded),
        Feed = Feed,
        Telemetry = telemetry,
        Logger = log,
    };

    private IEnumerable<string> Faults()
    {
        if (ClosedBecause is { } closed)
        {
            yield return closed;
        }

        foreach (var worker in new[] { settling, dispatching, retaining }.Where(worker => worker.Fault is not null))
        {
            yield return $"the worker {worker.Name} broke: restart this node, and report the bug";
        }

        if (recorder.Completion.IsFaulted)
        {
            yield return "the recorder broke: restart this node, and report the bug";
        }

        if (Volatile.Read(ref brokenLine) is { } line)
        {
            yield return $"a worker of the destination {line} broke: restart this node, and report the bug";
        }
    }

    private void ReportBrokenLine(string destination, Exception bug)
    {
        Volatile.Write(ref brokenLine, destination);
        LogLineBroke(log, destination, bug);
    }

    [LoggerMessage(LogEvents.FetchingFails, LogLevel.Error, "due deliveries cannot be fetched, tried again: {Reason}")]
    private static partial void LogFetchingFails(ILogger log, string reason);

    [LoggerMessage(LogEvents.LineBroke, LogLevel.Critical, "a worker of the destination {Destination} broke, this node is not ready any more: this is a bug")]
    private static partial void LogLineBroke(ILogger log, string destination, Exception bug);

    [LoggerMessage(LogEvents.EngineStopped, LogLevel.Information, "stopped; {Unsettled} attempts could not be committed and are made again at the next start")]
    private static partial void LogStopped(ILogger log, int unsettled);
}
