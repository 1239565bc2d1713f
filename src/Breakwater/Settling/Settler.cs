using System.Threading.Channels;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Settling;

/// <summary>
/// Commits attempts and new states in groups, off the sending path: whatever waits when a commit ends goes into the next one.
/// <list type="bullet">
/// <item>A settlement handed over is committed sooner or later and reported once, after its commit. Those of one delivery are in order:
/// the next attempt of it begins when the last one is reported.</item>
/// <item>While the store can't commit, the group is kept and tried again, and senders are told to pause: attempts that can't be
/// settled are not made.</item>
/// <item>An attempt under way for <see cref="NoteAfter"/> is noted in the store; a shorter one leaves only its settlement.</item>
/// </list>
/// </summary>
/// <param name="store">Where they are committed.</param>
/// <param name="clock">The clock.</param>
/// <param name="signals">Who is told.</param>
/// <param name="committers">How many commits may be under way at once: more than 1 only for a store that shares its flush among them.</param>
internal sealed class Settler(IDeliveryStore store, TimeProvider clock, SettlerSignals signals, int committers = 1) : IDisposable
{
    /// <summary>How long an attempt is under way before the store is told that it began.</summary>
    public static readonly TimeSpan NoteAfter = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan PauseFirst = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseMost = TimeSpan.FromSeconds(5);

    private readonly Channel<Settled> queue = Channel.CreateBounded<Settled>(
        new BoundedChannelOptions(Limits.SettlementsWaiting) { SingleReader = committers == 1, FullMode = BoundedChannelFullMode.Wait });

    private readonly Lock gate = new();
    private readonly Queue<AttemptStart> begun = new();
    private readonly Dictionary<DeliveryId, int> underWay = [];
    private readonly Lock telling = new();
    private ITimer? alarm;
    private bool alarmSet;
    private bool woken;
    private int inGroups;

    /// <summary>Settlements that wait for their commit.</summary>
    public int Waiting => queue.Reader.Count + Volatile.Read(ref inGroups);

    /// <summary>Says that an attempt begins now.</summary>
    public void Begin(AttemptStart start)
    {
        lock (gate)
        {
            underWay[start.DeliveryId] = start.Number;
            begun.Enqueue(start);
            SetAlarm(NoteAfter);
        }
    }

    /// <summary>
    /// Has it noted before it begins, where a request without an answer must not be followed blindly: a kill then leaves a doubt, and not nothing.
    /// </summary>
    /// <returns>False when the store can't: then it must not begin.</returns>
    public async Task<bool> NoteAsync(AttemptStart start)
    {
        try
        {
            await store.SettleAsync([], [start], CancellationToken.None);
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    /// <summary>Hands a settlement over. Waits only while <see cref="Limits.SettlementsWaiting"/> others wait for their commit.</summary>
    /// <remarks>After <see cref="Complete"/> it is dropped: the store then knows of it what it would know after a crash.</remarks>
    public ValueTask SettleAsync(Settled settled)
    {
        lock (gate)
        {
            underWay.Remove(settled.Settlement.Attempt.DeliveryId);
        }

        return queue.Writer.TryWrite(settled) ? ValueTask.CompletedTask : WaitAsync(settled);
    }

    /// <summary>No settlement comes any more: <see cref="RunAsync"/> commits what waits and ends.</summary>
    public void Complete() => queue.Writer.TryComplete();

    /// <summary>The loops; one owner runs them once. The token abandons what can't be committed.</summary>
    public Task RunAsync(CancellationToken abandon) => committers == 1
        ? CommitAsync(abandon)
        : Task.WhenAll(Enumerable.Range(0, committers).Select(_ => CommitAsync(abandon)));

    /// <inheritdoc />
    public void Dispose()
    {
        lock (gate)
        {
            alarm?.Dispose();
            alarm = null;
            alarmSet = true;
        }
    }

    private async ValueTask WaitAsync(Settled settled)
    {
        while (await queue.Writer.WaitToWriteAsync())
        {
            if (queue.Writer.TryWrite(settled))
            {
                return;
            }
        }
    }

    private async Task CommitAsync(CancellationToken abandon)
    {
        var group = new List<Settled>(Limits.SettlementsPerCommit);
        var starts = new List<AttemptStart>();
        while (await queue.Reader.WaitToReadAsync(abandon))
        {
            if (Gather(group, starts))
            {
                await CommitAsync(group, starts, abandon);
            }
        }
    }

    private bool Gather(List<Settled> group, List<AttemptStart> starts)
    {
        var now = clock.GetUtcNow();

        // A settlement is handed over after its attempt left underWay: so its start is never noted behind it.
        while (group.Count < Limits.SettlementsPerCommit && queue.Reader.TryRead(out var settled))
        {
            if (settled.Settlement is not null)
            {
                group.Add(settled.AsOf(now));
            }
        }

        Interlocked.Add(ref inGroups, group.Count);
        var until = now - NoteAfter;
        lock (gate)
        {
            woken = false;
            while (begun.TryPeek(out var first) && (first.StartedAt <= until || !IsUnderWay(first)))
            {
                begun.Dequeue();
                if (IsUnderWay(first))
                {
                    starts.Add(first);
                }
            }
        }

        return group.Count + starts.Count > 0;
    }

    private bool IsUnderWay(AttemptStart start) => underWay.TryGetValue(start.DeliveryId, out var number) && number == start.Number;

    private async Task CommitAsync(List<Settled> group, List<AttemptStart> starts, CancellationToken abandon)
    {
        var receipt = await PatientlyAsync(group, starts, abandon);
        Interlocked.Add(ref inGroups, -group.Count);
        lock (telling)
        {
            if (receipt.Refused.Count > 0)
            {
                Refuse(group, receipt.Refused.ToHashSet());
            }

            signals.Committed(group, receipt.Passed);
        }

        group.Clear();
        starts.Clear();
    }

    /// <summary>Asks the store until it commits.</summary>
    private async Task<SettleReceipt> PatientlyAsync(List<Settled> group, List<AttemptStart> starts, CancellationToken abandon)
    {
        var settlements = new Settlement[group.Count];
        for (var i = 0; i < settlements.Length; i++)
        {
            settlements[i] = group[i].Settlement;
        }

        for (var failures = 0; ; failures++)
        {
            try
            {
                var receipt = await store.SettleAsync(settlements, starts, abandon);
                if (failures > 0)
                {
                    signals.Recovered();
                }

                return receipt;
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !abandon.IsCancellationRequested)
            {
                if (failures == 0 || failure is not StoreUnavailableException)
                {
                    signals.Failing(failure);
                }

                await Task.Delay(Pause(failures), clock, abandon);
            }
        }
    }

    /// <summary>Their shards are other nodes' by now: nothing of them was committed, and those nodes decide.</summary>
    private void Refuse(List<Settled> group, HashSet<DeliveryId> refused)
    {
        signals.Refused(group.FindAll(settled => refused.Contains(settled.Due.Delivery.Id)));
        group.RemoveAll(settled => refused.Contains(settled.Due.Delivery.Id));
    }

    private static TimeSpan Pause(int failures)
    {
        var pause = PauseFirst * Math.Pow(2, Math.Min(failures, 10));
        return pause < PauseMost ? pause : PauseMost;
    }

    private void SetAlarm(TimeSpan wait)
    {
        if (alarmSet)
        {
            return;
        }

        alarmSet = true;
        alarm ??= clock.CreateTimer(static state => ((Settler)state!).OnAlarm(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        alarm.Change(wait, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Wakes the loop when an attempt has outlived <see cref="NoteAfter"/>. Where the queue is full, the loop is awake.</summary>
    private void OnAlarm()
    {
        bool wake;
        lock (gate)
        {
            if (alarm is null)
            {
                return;
            }

            alarmSet = false;
            while (begun.TryPeek(out var done) && !IsUnderWay(done))
            {
                begun.Dequeue();
            }

            if (begun.Count > 0)
            {
                SetAlarm(NoteAfter);
            }

            wake = begun.Count > 0 && !woken;
            woken |= wake;
        }

        if (wake)
        {
            queue.Writer.TryWrite(default);
        }
    }
}

/// <summary>A settlement with the delivery and event that it is about.</summary>
/// <param name="Due">The delivery as the sender knew it, and its event.</param>
/// <param name="Settlement">What the attempt came to.</param>
internal readonly record struct Settled(DueDelivery Due, Settlement Settlement)
{
    /// <summary>The same where the clock went back after it was decided: what follows is as far from now as it was meant to be.</summary>
    public Settled AsOf(DateTimeOffset now) => Settlement.At > now && Settlement.NextAttemptAt is { } next
        ? this with { Settlement = Settlement with { NextAttemptAt = next - (Settlement.At - now) } }
        : this;
}

/// <summary>What the settler tells the rest. Those of commits are called one at a time; none may throw.</summary>
/// <param name="Committed">These are committed, and behind some of them the turn went on; the list is reused after the call.</param>
/// <param name="Refused">These changed nothing, because another node has taken their shard over.</param>
/// <param name="Failing">The store can't commit: pause.</param>
/// <param name="Recovered">It can again: go on.</param>
internal sealed record SettlerSignals(
    Action<IReadOnlyList<Settled>, IReadOnlyList<TurnPassed>> Committed, Action<IReadOnlyList<Settled>> Refused, Action<Exception> Failing, Action Recovered);
