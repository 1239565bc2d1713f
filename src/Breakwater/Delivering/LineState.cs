using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Delivering;

/// <summary>
/// The decisions of one destination's line, without I/O: what is in memory, what is left in the store, when to fetch. Not safe for
/// concurrent use: the line has the lock. Its invariants:
/// <list type="bullet">
/// <item>A delivery is <i>held</i> from the moment it comes into memory until its settlement is committed; a held one is never
/// taken in again, so no delivery is under way twice.</item>
/// <item>What a fetch brings was true when it began: whatever was released or withdrawn since, or follows it in its key, is not taken.</item>
/// <item>A fresh delivery not newer than one that a fetch has brought may have been brought and settled already: it is left to the
/// next fetch, which knows.</item>
/// <item>Of a key that goes in order at most one is held: the store gives the turn to one alone, and should it go on while a request is
/// still under way (its delivery was cancelled, or clocks differ), the next one stays in the store until the settlement of that one.</item>
/// <item>Whoever leaves something in the store says so (<c>behind</c>) or knows when it is due (<c>nextDue</c>): nothing is forgotten.</item>
/// </list>
/// </summary>
internal sealed class LineState(ByteBudget budget, Gate gate)
{
    /// <summary>What a delivery costs beside its body, about: headers, records, entries.</summary>
    private const int Overhead = 1_024;

    private static readonly TimeSpan EmptyFetchPause = TimeSpan.FromMilliseconds(100);

    private readonly Queue<DueDelivery> queue = new();
    private readonly Dictionary<DeliveryId, LineStage> held = [];
    private readonly HashSet<DeliveryId> leftDuringFetch = [];
    private readonly KeyGate keys = new();
    private long bytes;
    private int reserved;
    private int workers;
    private int underWay;
    private bool behind;
    private bool missed;
    private bool asked;
    private bool fetching;
    private DateTimeOffset? nextDue;
    private DeliveryId newestFetched;

    /// <summary>Deliveries in memory whose settlement is not committed yet.</summary>
    public int Held => held.Count;

    /// <summary>Deliveries that wait in memory for a worker.</summary>
    public int Queued => queue.Count;

    /// <summary>Workers: those with a request under way, and those about to take the next delivery.</summary>
    public int Workers => workers;

    /// <summary>Requests under way.</summary>
    public int UnderWay => underWay;

    /// <summary>Where a delivery stands that is in memory, or whose settlement waits for its commit; null for others.</summary>
    public LineStage? StageOf(DeliveryId id) => held.TryGetValue(id, out var stage) ? stage : null;

    /// <summary>A delivery that was just recorded. What does not fit stays in the store.</summary>
    public void Offer(DueDelivery fresh)
    {
        var id = fresh.Delivery.Id;
        if (held.ContainsKey(id))
        {
            return;
        }

        var cost = CostOf(fresh);
        if (behind || gate.PausedSince is not null || id.CompareTo(newestFetched) <= 0
            || queue.Count + reserved >= Limits.LineDeliveries || bytes + cost > Math.Min(Limits.LineBytes, budget.Share))
        {
            behind = true;
            missed = true;
            return;
        }

        TakeIn(fresh, cost);
    }

    /// <summary>The store holds deliveries for this line, the first of them due at a moment.</summary>
    public void Expect(DateTimeOffset due) => nextDue = Earlier(nextDue, due);

    /// <summary>The next delivery for a worker; false when the worker should end, and then it counts no more.</summary>
    public bool TryTake(bool open, int concurrency, DateTimeOffset now, out DueDelivery due)
    {
        while (open && workers <= concurrency && gate.Admits(now) && queue.TryDequeue(out due!))
        {
            if (held[due.Delivery.Id] == LineStage.Queued)
            {
                held[due.Delivery.Id] = LineStage.UnderWay;
                underWay++;
                gate.Begin(due.Delivery.Id, now);
                return true;
            }

            Forget(due);
        }

        workers--;
        due = null!;
        return false;
    }

    /// <summary>A bug ended a worker in the middle of a delivery, which stays held.</summary>
    public void Break()
    {
        workers--;
        underWay--;
        gate.Forget();
    }

    /// <summary>A worker is done with a delivery: its body leaves memory; it stays held until its settlement is committed.</summary>
    public void Done(DueDelivery due, in Echo echo)
    {
        underWay--;
        Free(due);
        gate.Ended(due.Delivery.Id, echo);
    }

    /// <summary>The settlement is committed; the delivery is due again at a moment, or never.</summary>
    /// <returns>False when a person gave it up while it was under way: then the store kept only the attempt.</returns>
    public bool Release(DeliveryId id, DateTimeOffset? again)
    {
        var withdrawn = held.Remove(id, out var stage) && stage == LineStage.Withdrawn;
        Leave(id);
        if (fetching)
        {
            leftDuringFetch.Add(id);
        }

        if (again is { } due && !withdrawn)
        {
            Expect(due);
        }

        return !withdrawn;
    }

    /// <summary>A person gave a delivery up: it is not sent from memory any more. One under way goes on.</summary>
    public void Withdraw(DeliveryId id)
    {
        if (fetching)
        {
            leftDuringFetch.Add(id);
        }

        if (held.ContainsKey(id))
        {
            held[id] = LineStage.Withdrawn;
        }
    }

    /// <summary>Asks the store for what fits. Only between <see cref="Wish"/> saying so and <see cref="EndFetch"/>; after a failure again.</summary>
    public DueRequest BeginFetch(string destination, DateTimeOffset now)
    {
        asked = false;
        fetching = true;
        missed = false;
        leftDuringFetch.Clear();
        keys.BeginFetch();

        // A quarter of the line stays free for what is recorded meanwhile.
        reserved = Math.Max(1, (Limits.LineDeliveries * 3 / 4) - queue.Count);
        nextDue = null;
        return new DueRequest
        {
            Destination = destination,
            Now = now,
            Limit = reserved,
            LimitBytes = Math.Min(Math.Max(Limits.LineBytes - bytes, ByteBudget.Least), budget.Share),
            Held = held.Keys.ToHashSet(),
        };
    }

    /// <summary>Takes in what a fetch brought.</summary>
    public void EndFetch(DueBatch batch, DateTimeOffset now)
    {
        foreach (var due in batch.Items)
        {
            var id = due.Delivery.Id;
            newestFetched = id.CompareTo(newestFetched) > 0 ? id : newestFetched;
            if (keys.IsOutdated(due.Delivery))
            {
                missed = true;
            }
            else if (!held.ContainsKey(id) && !leftDuringFetch.Contains(id))
            {
                TakeIn(due, CostOf(due));
            }
        }

        behind = missed || (batch.More && batch.Items.Count > 0);
        nextDue = Earlier(nextDue, batch.NextAt);
        if (batch.More && batch.Items.Count == 0)
        {
            Expect(now + EmptyFetchPause);
        }

        fetching = false;
        reserved = 0;
        leftDuringFetch.Clear();
        keys.EndFetch();
    }

    /// <summary>The destination is no longer configured, or paused: what waits in memory is left to the store. What is under way goes on.</summary>
    public void Empty()
    {
        while (queue.TryDequeue(out var due))
        {
            Forget(due);
        }

        behind = true;
    }

    /// <summary>Another node works on these shards: what waits in memory of them is left to it. What is under way goes on.</summary>
    public void Drop(ShardSet shards)
    {
        for (var left = queue.Count; left > 0; left--)
        {
            var due = queue.Dequeue();
            if (shards.Contains(due.Delivery.Shard))
            {
                Forget(due);
            }
            else
            {
                queue.Enqueue(due);
            }
        }
    }

    /// <summary>What should happen now. Workers that it asks for count as started, a fetch as asked for.</summary>
    public LineWish Wish(bool open, int concurrency, DateTimeOffset now)
    {
        if (!open)
        {
            return default;
        }

        if (gate.Shuts(now, out var until))
        {
            return new LineWish(0, false, until);
        }

        var room = Math.Min(concurrency - workers, gate.Room(now) - (workers - underWay));
        var start = Math.Clamp(queue.Count - (workers - underWay), 0, Math.Max(0, room));
        workers += start;
        var pace = queue.Count > 0 && gate.Next > now ? gate.Next : default(DateTimeOffset?);
        if (asked || fetching || !HasRoom)
        {
            return new LineWish(start, false, pace);
        }

        asked = behind || nextDue <= now;
        return new LineWish(start, asked, asked ? pace : Earlier(nextDue, pace));
    }

    /// <summary>True when half of what may be in memory is free. Where it is not, something is in memory whose end will ask again.</summary>
    private bool HasRoom => queue.Count <= Limits.LineDeliveries / 2 && bytes <= Math.Min(Limits.LineBytes / 2, budget.Share);

    private static int CostOf(DueDelivery due) => due.Event.Body.Length + Overhead;

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b ?? a : a;

    private void TakeIn(DueDelivery due, int cost)
    {
        if (!keys.TryEnter(due.Delivery))
        {
            return;
        }

        held.Add(due.Delivery.Id, LineStage.Queued);
        queue.Enqueue(due);
        bytes += cost;
        budget.Take(cost);
    }

    private void Forget(DueDelivery due)
    {
        Free(due);
        held.Remove(due.Delivery.Id);
        Leave(due.Delivery.Id);
    }

    /// <summary>Another one of its key may have been left in the store for it.</summary>
    private void Leave(DeliveryId id)
    {
        if (keys.Leave(id))
        {
            behind = true;
            missed = true;
        }
    }

    private void Free(DueDelivery due)
    {
        bytes -= CostOf(due);
        budget.Return(CostOf(due));
    }
}
