using System.Collections.Concurrent;
using System.Threading.Channels;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Storage;
using Breakwater.Waiting;

namespace Breakwater.Delivering;

/// <summary>
/// Owns all lines. Hands them what was just recorded, and fetches for them what waits in the store: one loop, one batch for
/// many lines, whichever of them have room and something due. Safe for concurrent use.
/// </summary>
internal sealed class Dispatcher : IDisposable
{
    /// <summary>Lines that are served by one fetch; the rest by the next.</summary>
    private const int LinesPerFetch = 64;

    private static readonly TimeSpan PauseFirst = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseMost = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Line> lines = new(StringComparer.Ordinal);

    /// <summary>All of them by name: the order of a dictionary differs from machine to machine.</summary>
    private Line[] all = [];

    private readonly ConcurrentQueue<Line> wanting = new();
    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private readonly ByteBudget budget = new(Limits.AllLinesBytes);
    private readonly Lock gate = new();
    private readonly IDeliveryStore store;
    private readonly Func<DestinationSettings, Sender> hire;
    private readonly TimeProvider clock;
    private readonly DispatcherSignals signals;
    private readonly Func<Share> share;
    private readonly LineHost host;
    private readonly Agenda agenda;
    private bool started;
    private bool paused;
    private bool suspended;
    private bool stopped;

    public Dispatcher(
        IDeliveryStore store, Deliver deliver, Func<DestinationSettings, Sender> hire, Func<Share> share, TimeProvider clock, Random chance, DispatcherSignals signals)
    {
        this.store = store;
        this.share = share;
        this.hire = hire;
        this.clock = clock;
        this.signals = signals;
        agenda = new Agenda(clock, Ring);
        host = new LineHost(
            deliver, Want, agenda.Add, (line, bug) => signals.Fault(line.Destination, bug), (line, news) => signals.Breaker(line.Destination, news), Part, chance);
    }

    /// <summary>Bytes of bodies in memory, in all lines.</summary>
    public long Bytes => budget.Taken;

    /// <summary>The line of a destination, or null when it never was configured.</summary>
    public Line? Find(string destination) => lines.GetValueOrDefault(destination);

    /// <summary>
    /// Takes a configuration over: what is under way ends under the settings that it began with, and what is owed to a destination that
    /// is gone waits in the store.
    /// </summary>
    public void Apply(Settings settings)
    {
        lock (gate)
        {
            foreach (var (name, line) in lines)
            {
                if (!settings.Destinations.ContainsKey(name))
                {
                    line.Dismiss();
                }
            }

            foreach (var destination in settings.Destinations.Values)
            {
                if (lines.TryGetValue(destination.Name, out var line))
                {
                    line.Use(hire(destination));
                }
                else
                {
                    line = new Line(hire(destination), host, budget, clock);
                    line.Open(IsOpen);
                    lines[destination.Name] = line;
                }
            }

            all = [.. lines.Values.OrderBy(line => line.Destination, StringComparer.Ordinal)];
        }
    }

    /// <summary>Hands over what was just committed.</summary>
    public void Offer(IReadOnlyList<DueDelivery> committed)
    {
        for (var i = 0; i < committed.Count; i++)
        {
            Find(committed[i].Delivery.Destination)?.Offer(committed[i]);
        }
    }

    /// <summary>
    /// Hands over the new deliveries of a recorded event that may be sent; those of other nodes' shards are found by those nodes.
    /// </summary>
    public void Offer(Storage.Recording recorded)
    {
        var mine = share().Shards;
        foreach (var delivery in recorded.Deliveries.Where(delivery => mine.Contains(delivery.Shard) && Ordering.MayBeSent(delivery)))
        {
            Find(delivery.Destination)?.Offer(new DueDelivery(delivery, recorded.Event));
        }
    }

    /// <summary>Where a delivery stands that is in memory, or whose settlement waits for its commit; null for others.</summary>
    public LineStage? StageOf(DeliveryId id)
    {
        foreach (var line in all)
        {
            if (line.StageOf(id) is { } stage)
            {
                return stage;
            }
        }

        return null;
    }

    /// <summary>The store holds deliveries for these destinations.</summary>
    public void Expect(IReadOnlyList<Backlog> backlogs)
    {
        foreach (var backlog in backlogs)
        {
            if (backlog.NextAt is { } due)
            {
                Find(backlog.Destination)?.Expect(due);
            }
        }
    }

    /// <summary>The clock went back: each line looks at it, and waits no longer than it would have.</summary>
    public void Look()
    {
        foreach (var line in all)
        {
            line.Look();
        }
    }

    /// <summary>Other nodes work on these shards now: what is in memory of them is left to those nodes.</summary>
    public void Drop(ShardSet shards)
    {
        foreach (var line in all)
        {
            line.Drop(shards);
        }
    }

    /// <summary>Begins to send.</summary>
    public void Start() => Change(static dispatcher => dispatcher.started = true);

    /// <summary>Sends nothing new until <see cref="Resume"/>: what would come back could not be settled.</summary>
    public void Pause() => Change(static dispatcher => dispatcher.paused = true);

    /// <summary>Goes on.</summary>
    public void Resume() => Change(static dispatcher => dispatcher.paused = false);

    /// <summary>Sends only while this node may: its lease goes.</summary>
    public void Allow(bool valid)
    {
        if (suspended == valid)
        {
            Change(dispatcher => dispatcher.suspended = !valid);
        }
    }

    /// <summary>Sends nothing new any more; ends when what is under way has ended.</summary>
    public Task StopAsync()
    {
        Change(static dispatcher => dispatcher.stopped = true);
        return Awaited.AllAsync([.. all.Select(line => line.AtRestAsync())]);
    }

    /// <summary>The loop; one owner runs it once.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var due = new List<Line>();
        var served = new List<Line>(LinesPerFetch);
        while (await bell.Reader.WaitToReadAsync(stop))
        {
            bell.Reader.TryRead(out _);
            agenda.TakeDue(due);
            due.ForEach(line => line.Look());
            due.Clear();
            while (!wanting.IsEmpty)
            {
                while (served.Count < LinesPerFetch && wanting.TryDequeue(out var line))
                {
                    served.Add(line);
                }

                await FetchAsync(served, stop);
                served.Clear();
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => agenda.Dispose();

    private bool IsOpen => started && !paused && !suspended && !stopped;

    /// <summary>As much of the work as this node holds; a node that holds nothing yet may still finish something.</summary>
    private double Part() => Math.Max(1, share().Shards.Count) / (double)Limits.Shards;

    private async Task FetchAsync(List<Line> served, CancellationToken stop)
    {
        var pause = PauseFirst;
        while (true)
        {
            try
            {
                var now = clock.GetUtcNow();
                var mine = share();
                var batches = await store.FetchDueAsync(served.ConvertAll(line => line.BeginFetch(now) with { Shards = mine.Shards }), stop);
                var still = mine.Until(share());
                for (var i = 0; i < batches.Count; i++)
                {
                    served[i].EndFetch(still == mine.Shards ? batches[i] : Of(batches[i], still));
                }

                return;
            }
            catch (Exception failure) when (!stop.IsCancellationRequested)
            {
                signals.FetchFailed(failure);
            }

            await Task.Delay(pause, clock, stop);
            pause = pause * 2 < PauseMost ? pause * 2 : PauseMost;
        }
    }

    /// <summary>What a fetch brought, without what other nodes have taken over meanwhile.</summary>
    private static DueBatch Of(DueBatch batch, ShardSet shards) =>
        batch with { Items = [.. batch.Items.Where(due => shards.Contains(due.Delivery.Shard))] };

    private void Change(Action<Dispatcher> change)
    {
        lock (gate)
        {
            change(this);
            foreach (var line in all)
            {
                line.Open(IsOpen);
            }
        }
    }

    private void Want(Line line)
    {
        wanting.Enqueue(line);
        Ring();
    }

    private void Ring() => bell.Writer.TryWrite(true);
}

/// <summary>What the dispatcher reports. None may throw.</summary>
/// <param name="FetchFailed">The store could not be asked; it is asked again.</param>
/// <param name="Fault">A bug ended a worker of this destination.</param>
/// <param name="Breaker">What the breaker of this destination did.</param>
internal sealed record DispatcherSignals(
    Action<Exception> FetchFailed, Action<string, Exception> Fault, Action<string, BreakerNews> Breaker);
