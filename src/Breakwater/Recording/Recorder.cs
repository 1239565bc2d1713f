using System.Threading.Channels;
using Breakwater.Configuration;
using Breakwater.Observing;
using Breakwater.Storage;
using Microsoft.Extensions.Logging;

namespace Breakwater.Recording;

/// <summary>
/// Concurrent arrivals become one commit: whatever waits when the last commit ends goes into the next one. No timer. After a commit
/// the new deliveries are handed over first, and then the callers are answered, each for itself.
/// </summary>
internal sealed partial class Recorder
{
    /// <summary>When a sender should come again.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly IEventStore store;
    private readonly RecordNotes notes;
    private readonly Action<Storage.Recording> committed;
    private readonly Action<IReadOnlyList<Model.Delivery>> made;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly int committers;
    private readonly Action? beat;
    private readonly Channel<PendingRecording> waiting = Channel.CreateBounded<PendingRecording>(
        new BoundedChannelOptions(Limits.ArrivalsWaiting) { FullMode = BoundedChannelFullMode.Wait });

    private long waitingBytes;
    private string? failing;

    /// <param name="store">Where events are recorded.</param>
    /// <param name="notes">Who is told of what was recorded.</param>
    /// <param name="committed">Takes each new event with its deliveries, before the callers are answered: cheap, never blocking.</param>
    /// <param name="made">Takes the deliveries of what entities applied, likewise; they are fetched from the store.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">The log.</param>
    /// <param name="committers">How many commits may be under way at once: more than 1 only for a store that merges them.</param>
    /// <param name="beat">Called before each commit: a chance to look at the clock by which its deliveries are due.</param>
    public Recorder(IEventStore store, RecordNotes notes, Action<Storage.Recording> committed, Action<IReadOnlyList<Model.Delivery>> made, TimeProvider clock, ILogger logger, int committers = 1, Action? beat = null)
    {
        this.store = store;
        this.notes = notes;
        this.committed = committed;
        this.made = made;
        this.clock = clock;
        this.logger = logger;
        this.committers = committers;
        this.beat = beat;
    }

    /// <summary>Why the last commit failed, in words; null while the store commits.</summary>
    public string? Failing => Volatile.Read(ref failing);

    /// <summary>Ends when the recorder has stopped; faulted when its loop broke.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Begins to commit.</summary>
    public void Start() => Completion = Task.WhenAll(Enumerable.Range(0, committers).Select(_ => CommitAsync()));

    /// <summary>Takes nothing more, commits what waits, and ends.</summary>
    public Task StopAsync()
    {
        waiting.Writer.TryComplete();
        return Completion;
    }

    /// <summary>Records an event with its deliveries; answers after the commit, or at once when there is no room.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up; the event is recorded all the same if it was taken.</exception>
    public ValueTask<RecordResult> RecordAsync(Storage.Recording recording, CancellationToken cancellation)
    {
        var pending = new PendingRecording(recording);
        if (Interlocked.Add(ref waitingBytes, pending.Bytes) > Limits.ArrivalBytesWaiting)
        {
            return Refuse(pending);
        }

        pending.Watch(cancellation);
        return waiting.Writer.TryWrite(pending) ? new ValueTask<RecordResult>(pending.Task) : Refuse(pending);
    }

    private ValueTask<RecordResult> Refuse(PendingRecording pending)
    {
        Interlocked.Add(ref waitingBytes, -pending.Bytes);
        pending.Answer(RecordResult.Unavailable(
            waiting.Reader.Completion.IsCompleted ? "the server is stopping" : "too many arrivals wait for their commit",
            RetryAfter));
        return new ValueTask<RecordResult>(pending.Task);
    }

    private async Task CommitAsync()
    {
        var group = new List<PendingRecording>(Limits.ArrivalsPerCommit);
        while (await waiting.Reader.WaitToReadAsync())
        {
            while (group.Count < Limits.ArrivalsPerCommit && waiting.Reader.TryRead(out var pending))
            {
                group.Add(pending);
            }

            if (group.Count > 0)
            {
                await CommitAsync(group);
                group.Clear();
            }
        }
    }

    /// <summary>Commits one group, whole or not at all; nothing that goes wrong in it reaches the next.</summary>
    private async Task CommitAsync(List<PendingRecording> group)
    {
        var recordings = new Storage.Recording[group.Count];
        var bytes = 0L;
        for (var index = 0; index < recordings.Length; index++)
        {
            recordings[index] = group[index].Recording;
            bytes += group[index].Bytes;
        }

        beat?.Invoke();
        var began = clock.GetTimestamp();
        try
        {
            // A commit that has begun is not called back: the callers decide for themselves whether they wait for it.
            var receipts = await store.RecordAsync(recordings, CancellationToken.None);
            ReportSuccess();
            HandOver(recordings, receipts);
            notes.Committed(recordings, receipts, clock.GetElapsedTime(began));
            for (var index = 0; index < recordings.Length; index++)
            {
                group[index].Answer(RecordResult.Committed(receipts[index]));
            }
        }
        catch (StoreUnavailableException unavailable)
        {
            ReportFailure(unavailable);
            notes.Unavailable(recordings);
            group.ForEach(pending => pending.Answer(RecordResult.Unavailable(unavailable.Message, RetryAfter)));
        }
        catch (Exception bug)
        {
            LogBroke(bug, group.Count);
            group.ForEach(pending => pending.Break(bug));
        }
        finally
        {
            Interlocked.Add(ref waitingBytes, -bytes);
        }
    }

    /// <summary>The deliveries are committed: if the hand-over breaks, they are fetched from the store by their due time.</summary>
    private void HandOver(Storage.Recording[] recordings, IReadOnlyList<Model.Receipt> receipts)
    {
        try
        {
            for (var index = 0; index < recordings.Length; index++)
            {
                if (!receipts[index].Duplicate && recordings[index].Deliveries.Count > 0)
                {
                    committed(AsCommitted(recordings[index], receipts[index].Ordered));
                }

                if (receipts[index].Made is { } deliveries)
                {
                    made(deliveries);
                }
            }
        }
        catch (Exception bug)
        {
            LogHandOverBroke(bug, recordings.Length);
        }
    }

    /// <summary>What goes in order is as the store says: it may have to wait, or be old news.</summary>
    private static Storage.Recording AsCommitted(Storage.Recording recording, IReadOnlyList<Model.Delivery>? ordered) => ordered is null
        ? recording
        : recording with { Deliveries = [.. recording.Deliveries.Where(delivery => delivery.Turn is null), .. ordered] };

    private void ReportFailure(StoreUnavailableException unavailable)
    {
        if (Interlocked.Exchange(ref failing, unavailable.Message) is null)
        {
            LogFails(unavailable.Message);
        }
    }

    private void ReportSuccess()
    {
        if (Volatile.Read(ref failing) is not null && Interlocked.Exchange(ref failing, null) is not null)
        {
            LogWorksAgain();
        }
    }

    [LoggerMessage(LogEvents.RecordingFails, LogLevel.Error, "events cannot be recorded, senders get 503: {Reason}")]
    private partial void LogFails(string reason);

    [LoggerMessage(LogEvents.RecordingWorksAgain, LogLevel.Information, "events are recorded again")]
    private partial void LogWorksAgain();

    [LoggerMessage(LogEvents.RecordingBroke, LogLevel.Critical, "recording a group of {Count} broke: this is a bug")]
    private partial void LogBroke(Exception bug, int count);

    [LoggerMessage(LogEvents.HandOverBroke, LogLevel.Critical, "handing the deliveries of {Count} events over broke, they are fetched from the store: this is a bug")]
    private partial void LogHandOverBroke(Exception bug, int count);
}
