using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Delivering;

/// <summary>
/// One destination's bounded line: the deliveries in memory and the workers that send them. Workers are started when there is
/// something to send and end when there is not, so a destination at rest costs a few hundred bytes and no task. Nothing of one line
/// waits for another: no shared queue, worker or connection. Safe for concurrent use.
/// </summary>
internal sealed class Line
{
    private readonly Lock guard = new();
    private readonly Gate gate;
    private readonly LineState state;
    private readonly LineHost host;
    private readonly TimeProvider clock;
    private Sender sender;
    private bool open;
    private bool configured = true;
    private TaskCompletionSource? atRest;

    public Line(Sender first, LineHost host, ByteBudget budget, TimeProvider clock)
    {
        this.host = host;
        this.clock = clock;
        sender = first;
        gate = new Gate(host.Chance, clock);
        state = new LineState(budget, gate);
        Destination = first.Destination.Name;
    }

    /// <summary>The destination.</summary>
    public string Destination { get; }

    /// <summary>When the dispatcher looks at this line again; its, under its lock.</summary>
    public DateTimeOffset? WakeAt { get; set; }

    /// <summary>False once its destination is configured no longer.</summary>
    public bool IsConfigured => Volatile.Read(ref configured);

    /// <summary>How it stands now.</summary>
    public LineStanding Standing
    {
        get
        {
            lock (guard)
            {
                return new LineStanding(state.Held, state.Queued, state.UnderWay, gate.Standing);
            }
        }
    }

    /// <summary>Where a delivery stands that is in memory, or whose settlement waits for its commit; null for others.</summary>
    public LineStage? StageOf(DeliveryId id)
    {
        lock (guard)
        {
            return state.StageOf(id);
        }
    }

    /// <summary>Takes in a delivery that was just recorded, or notes that the store holds one.</summary>
    public void Offer(DueDelivery fresh) => Act(static (line, fresh) => line.state.Offer(fresh), fresh);

    /// <summary>The store holds deliveries, the first of them due at a moment.</summary>
    public void Expect(DateTimeOffset due) => Act(static (line, due) => line.state.Expect(due), due);

    /// <summary>The settlement of a delivery is committed; it is due again at a moment, or never.</summary>
    /// <returns>False when a person gave it up while it was under way: then the store kept only the attempt.</returns>
    public bool Release(DeliveryId id, DateTimeOffset? again)
    {
        bool counts;
        LineWish wish;
        lock (guard)
        {
            counts = state.Release(id, again);
            wish = Wish();
        }

        Carry(wish);
        return counts;
    }

    /// <summary>A person gave a delivery up.</summary>
    public void Withdraw(DeliveryId id) => Act(static (line, id) => line.state.Withdraw(id), id);

    /// <summary>A person wants something sent now, and it is due in the store.</summary>
    public void Urge(DateTimeOffset due) => Act(
        static (line, due) =>
        {
            line.gate.Hurry(line.clock.GetUtcNow());
            line.state.Expect(due);
        },
        due);

    /// <summary>A person has it paused since a moment, or nobody has (null): what waits in memory is left to the store meanwhile.</summary>
    public void Pause(DateTimeOffset? since) => Act(
        static (line, since) =>
        {
            if (line.gate.Pause(since, line.clock.GetUtcNow()) && since is not null)
            {
                line.state.Empty();
            }
        },
        since);

    /// <summary>Another node found its destination failing: one delivery looks first.</summary>
    public void Suspect() => Act(static (line, _) => line.gate.Suspect(line.clock.GetUtcNow()), 0);

    /// <summary>Another node works on these shards.</summary>
    public void Drop(ShardSet shards) => Act(static (line, shards) => line.state.Drop(shards), shards);

    /// <summary>Looks again: its time has come, or something outside changed.</summary>
    public void Look() => Act(static (_, _) => { }, 0);

    /// <summary>Sends from now on, or only finishes what is under way.</summary>
    public void Open(bool value)
    {
        lock (guard)
        {
            open = value;
        }

        Look();
    }

    /// <summary>Sends under another configuration from the next attempt on; attempts under way keep theirs.</summary>
    public void Use(Sender next)
    {
        lock (guard)
        {
            sender = next;
            configured = true;
        }

        Look();
    }

    /// <summary>
    /// Its destination is configured no longer: what is under way ends under the settings that it began with, and the rest waits in the
    /// store. The line itself stays, so that a destination that comes back never has a delivery under way twice.
    /// </summary>
    public void Dismiss()
    {
        lock (guard)
        {
            configured = false;
            state.Empty();
        }
    }

    public DueRequest BeginFetch(DateTimeOffset now)
    {
        lock (guard)
        {
            return state.BeginFetch(Destination, now);
        }
    }

    public void EndFetch(DueBatch batch)
    {
        Act(static (line, end) => line.state.EndFetch(end.batch, end.Now), (batch, Now: clock.GetUtcNow()));
        if (!configured)
        {
            Dismiss();
        }
    }

    /// <summary>Ends when no worker is busy; only once the line is closed does it stay so.</summary>
    public Task AtRestAsync()
    {
        lock (guard)
        {
            if (state.Workers == 0)
            {
                return Task.CompletedTask;
            }

            atRest ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return atRest.Task;
        }
    }

    private void Act<T>(Action<Line, T> change, T with)
    {
        LineWish wish;
        lock (guard)
        {
            change(this, with);
            wish = Wish();
        }

        Carry(wish);
    }

    private async Task WorkAsync()
    {
        // Whoever offered goes on at once.
        await Task.Yield();
        try
        {
            while (TryTake(out var due, out var with))
            {
                Done(due, await host.Deliver(due, with));
            }
        }
        catch (Exception bug)
        {
            // Its delivery stays held and unsettled: as after a crash, the next start brings it back.
            host.Fault(this, bug);
            Break();
        }
    }

    private bool TryTake(out DueDelivery due, out Sender with)
    {
        bool taken;
        LineWish wish;
        lock (guard)
        {
            with = sender;
            taken = state.TryTake(open && configured, Concurrency(), clock.GetUtcNow(), out due);
            wish = Wish();
        }

        Carry(wish);
        return taken;
    }

    private void Done(DueDelivery due, Echo echo)
    {
        BreakerNews? news;

        // What follows from it is carried out with the next take, which comes at once.
        lock (guard)
        {
            state.Done(due, echo);
            news = gate.TakeNews();
        }

        if (news is { } change)
        {
            host.News(this, change);
        }
    }

    private void Break() => Act(static (line, _) => line.state.Break(), 0);

    /// <summary>Under the lock.</summary>
    private LineWish Wish()
    {
        var wish = state.Wish(open && configured, Concurrency(), clock.GetUtcNow());
        if (state.Workers == 0 && atRest is not null)
        {
            atRest.SetResult();
            atRest = null;
        }

        return wish;
    }

    /// <summary>Under the lock. What is for all nodes together is divided as the work is; one request at a time is everybody's.</summary>
    private int Concurrency()
    {
        var part = host.Part();
        gate.Use(sender.Destination, part);
        return Math.Max(1, (int)(sender.Destination.Concurrency * part));
    }

    private void Carry(LineWish wish)
    {
        if (wish.Fetch)
        {
            host.Fetch(this);
        }

        if (wish.Wake is { } moment)
        {
            host.Wake(this, moment);
        }

        for (var i = 0; i < wish.Start; i++)
        {
            // It reports its own failure and ends in none: nobody has to wait for it but AtRestAsync.
            _ = WorkAsync();
        }
    }
}
