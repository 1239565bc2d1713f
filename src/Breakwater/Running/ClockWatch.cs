using System.Threading.Channels;
using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Observing;
using Breakwater.Settling;
using Breakwater.Storage;
using Microsoft.Extensions.Logging;

namespace Breakwater.Running;

/// <summary>
/// Keeps what waits in step with a wall clock that goes back: what was planned by it would wait longer by as much. So it is compared
/// with the monotonic one before anything is planned and at least once a minute, and what waits is brought forward by the jump, in
/// the store and in the lines, before the next plan is made. Safe for concurrent use.
/// </summary>
internal sealed partial class ClockWatch
{
    /// <summary>How often the clocks are compared while nothing is planned.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>Less than this is how clocks are kept in step, and no jump.</summary>
    public static readonly TimeSpan Noise = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly IDeliveryStore store;
    private readonly Func<ShardSet> shards;
    private readonly Func<Dispatcher> dispatcher;
    private readonly Func<CancellationToken, Task> mend;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly Lock gate = new();
    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private DateTimeOffset wall;
    private long monotonic;
    private TimeSpan owed;
    private TaskCompletionSource? mending;
    private bool ended;

    /// <param name="store">Where what waits is kept.</param>
    /// <param name="shards">What this node works on: other nodes have clocks of their own.</param>
    /// <param name="dispatcher">Has the lines.</param>
    /// <param name="mend">Asks again for what else may be in doubt.</param>
    /// <param name="clock">The two clocks.</param>
    /// <param name="logger">The log.</param>
    public ClockWatch(IDeliveryStore store, Func<ShardSet> shards, Func<Dispatcher> dispatcher, Func<CancellationToken, Task> mend, TimeProvider clock, ILogger logger)
    {
        this.mend = mend;
        this.store = store;
        this.shards = shards;
        this.dispatcher = dispatcher;
        this.clock = clock;
        this.logger = logger;
        wall = clock.GetUtcNow();
        monotonic = clock.GetTimestamp();
    }

    /// <summary>Looks at the clock: what is planned next is planned by it, so that a jump before it and one after it are two.</summary>
    public void Look()
    {
        lock (gate)
        {
            Read();
        }
    }

    /// <summary>Completes at once, unless the clock has just gone back: then when what waits is in step with it again.</summary>
    public Task SteadyAsync()
    {
        lock (gate)
        {
            Read();
            return mending?.Task ?? Task.CompletedTask;
        }
    }

    /// <summary>
    /// At a start nobody knows how the clock went meanwhile: nothing waits longer than the longest wait of its destination's policy.
    /// </summary>
    public async Task BoundAsync(Settings settings, CancellationToken cancellation)
    {
        foreach (var backlog in await store.BacklogsAsync(shards(), cancellation))
        {
            if (settings.Destinations.TryGetValue(backlog.Destination, out var destination))
            {
                var latest = clock.GetUtcNow() + Backoff.Most(destination.Retry);
                await BringForwardAsync(Of(backlog, latest, TimeSpan.MaxValue), step => store.BringForwardAsync(step, cancellation));
            }
        }
    }

    /// <summary>The loop; one owner runs it once.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await using var timer = clock.CreateTimer(static state => ((ClockWatch)state!).Ring(), this, Every, Every);
        try
        {
            while (await bell.Reader.WaitToReadAsync(stop))
            {
                bell.Reader.TryRead(out _);
                while (Take() is var by && by > TimeSpan.Zero)
                {
                    await MendAsync(by, stop);
                }

                await FindAsync(stop);
            }
        }
        finally
        {
            End();
        }
    }

    /// <summary>What was committed though the store said that it was not is known to no line: it is found here.</summary>
    private async Task FindAsync(CancellationToken stop)
    {
        try
        {
            await mend(stop);
            dispatcher().Expect(await store.BacklogsAsync(shards(), stop));
        }
        catch (StoreUnavailableException)
        {
            // A minute later, then.
        }
    }

    /// <summary>Under the lock.</summary>
    private void Read()
    {
        DateTimeOffset now;
        long at;
        do
        {
            at = clock.GetTimestamp();
            now = clock.GetUtcNow();
        }
        while (clock.GetElapsedTime(at) > Noise / 2); // The two are read as one, or again.

        var back = wall + clock.GetElapsedTime(monotonic, at) - now;
        (wall, monotonic) = (now, at);
        if (back > Noise && !ended)
        {
            owed += back;
            mending ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Ring();
        }
    }

    /// <summary>By how much what waits is to be brought forward now; when by nothing, whoever waits goes on.</summary>
    private TimeSpan Take()
    {
        lock (gate)
        {
            Read();
            var by = owed;
            owed = TimeSpan.Zero;
            if (by == TimeSpan.Zero)
            {
                Release();
            }

            return by;
        }
    }

    /// <summary>The server stops: a plan that is kept longer is better than none.</summary>
    private void End()
    {
        lock (gate)
        {
            ended = true;
            Release();
        }
    }

    /// <summary>Under the lock.</summary>
    private void Release()
    {
        mending?.SetResult();
        mending = null;
    }

    private async Task MendAsync(TimeSpan by, CancellationToken stop)
    {
        dispatcher().Look();
        var now = clock.GetUtcNow();
        foreach (var backlog in await PatientlyAsync(() => store.BacklogsAsync(shards(), stop), stop))
        {
            await BringForwardAsync(Of(backlog, now, by), step => PatientlyAsync(() => store.BringForwardAsync(step, stop), stop));
        }

        dispatcher().Expect(await PatientlyAsync(() => store.BacklogsAsync(shards(), stop), stop));
        LogWentBack(by);
    }

    private static async Task BringForwardAsync(Forwarding first, Func<Forwarding, Task<DueMark?>> ask)
    {
        for (var step = first; await ask(step) is { } reached;)
        {
            step = step with { After = reached };
        }
    }

    private Forwarding Of(Backlog backlog, DateTimeOffset notBefore, TimeSpan by) => new()
    {
        Destination = backlog.Destination,
        Shards = shards(),
        After = new DueMark(notBefore, default),
        By = by,
        NotBefore = notBefore,
        Limit = Limits.ForwardedPerCommit,
    };

    /// <summary>Asks the store until it answers: what failed was not done.</summary>
    private async Task<T> PatientlyAsync<T>(Func<Task<T>> ask, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (StoreUnavailableException unavailable)
            {
                LogFails(unavailable.Message);
            }

            await Task.Delay(Pause, clock, stop);
        }
    }

    private void Ring() => bell.Writer.TryWrite(true);

    [LoggerMessage(LogEvents.ClockWentBack, LogLevel.Warning, "the clock went back by {By}: what waits was brought forward by as much")]
    private partial void LogWentBack(TimeSpan by);

    [LoggerMessage(LogEvents.BringingForwardFails, LogLevel.Warning, "what waits could not be brought in step with the clock, tried again: {Reason}")]
    private partial void LogFails(string reason);
}
