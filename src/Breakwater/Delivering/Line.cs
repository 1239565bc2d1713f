using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Delivering;

/// <summary>
/// One destination's bounded line: the deliveries in memory and the workers that send them. Workers are started when there is
/// something to send and end when there is not, so a destination at rest costs a few hundred bytes and no task. Nothing of one line
/// waits for another: no shared queue, worker or connection. Safe for concurrent use.
/// </summary>
internal sealed class Line(Sender first, LineHost host, ByteBudget budget, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly LineState state = new(budget);
    private Sender sender = first;
    private bool open;
    private bool configured = true;
    private TaskCompletionSource? atRest;

    /// <summary>The destination.</summary>
    public string Destination { get; } = first.Destination.Name;

    /// <summary>When the dispatcher looks at this line again; its, under its lock.</summary>
    public DateTimeOffset? WakeAt { get; set; }

    /// <summary>False once its destination is configured no longer.</summary>
    public bool IsConfigured => Volatile.Read(ref configured);

    /// <summary>How it stands now.</summary>
    public LineStanding Standing
    {
        get
        {
            lock (gate)
            {
                return new LineStanding(state.Held, state.Queued, state.UnderWay, state.HoldUntil);
            }
        }
    }

    /// <summary>Where a delivery stands that is in memory, or whose settlement waits for its commit; null for others.</summary>
    public LineStage? StageOf(DeliveryId id)
    {
        lock (gate)
        {
            return state.StageOf(id);
        }
    }

    /// <summary>Takes in a delivery that was just recorded, or notes that the store holds one.</summary>
    public void Offer(DueDelivery fresh) => Act(static (state, fresh) => state.Offer(fresh), fresh);

    /// <summary>The store holds deliveries, the first of them due at a moment.</summary>
    public void Expect(DateTimeOffset due) => Act(static (state, due) => state.Expect(due), due);

    /// <summary>The settlement of a delivery is committed; it is due again at a moment, or never.</summary>
    /// <returns>False when a person gave it up while it was under way: then the store kept only the attempt.</returns>
    public bool Release(DeliveryId id, DateTimeOffset? again)
    {
        bool counts;
        LineWish wish;
        lock (gate)
        {
            counts = state.Release(id, again);
            wish = Wish();
        }

        Carry(wish);
        return counts;
    }

    /// <summary>A person gave a delivery up.</summary>
    public void Withdraw(DeliveryId id) => Act(static (state, id) => state.Withdraw(id), id);

    /// <summary>A person wants something sent now, and it is due in the store.</summary>
    public void Urge(DateTimeOffset due) => Act(
        static (state, due) =>
        {
            state.LiftHold();
            state.Expect(due);
        },
        due);

    /// <summary>The clock went back by so much.</summary>
    public void Rewind(TimeSpan by) => Act(static (state, by) => state.Rewind(by), by);

    /// <summary>Another node works on these shards.</summary>
    public void Drop(ShardSet shards) => Act(static (state, shards) => state.Drop(shards), shards);

    /// <summary>Looks again: its time has come, or something outside changed.</summary>
    public void Look() => Act(static (_, _) => { }, 0);

    /// <summary>Sends from now on, or only finishes what is under way.</summary>
    public void Open(bool value)
    {
        lock (gate)
        {
            open = value;
        }

        Look();
    }

    /// <summary>Sends under another configuration from the next attempt on; attempts under way keep theirs.</summary>
    public void Use(Sender next)
    {
        lock (gate)
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
        lock (gate)
        {
            configured = false;
            state.Empty();
        }
    }

    public DueRequest BeginFetch(DateTimeOffset now)
    {
        lock (gate)
        {
            return state.BeginFetch(Destination, now);
        }
    }

    public void EndFetch(DueBatch batch)
    {
        Act(static (state, end) => state.EndFetch(end.batch, end.Now), (batch, Now: clock.GetUtcNow()));
        if (!configured)
        {
            Dismiss();
        }
    }

    /// <summary>Ends when no worker is busy; only once the line is closed does it stay so.</summary>
    public Task AtRestAsync()
    {
        lock (gate)
        {
            if (state.Workers == 0)
            {
                return Task.CompletedTask;
            }

            atRest ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return atRest.Task;
        }
    }

    private void Act<T>(Action<LineState, T> change, T with)
    {
        LineWish wish;
        lock (gate)
        {
            change(state, with);
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
        lock (gate)
        {
            with = sender;
            taken = state.TryTake(open && configured, with.Destination.Concurrency, clock.GetUtcNow(), out due);
            wish = Wish();
        }

        Carry(wish);
        return taken;
    }

    private void Done(DueDelivery due, DateTimeOffset? hold)
    {
        // What follows from it is carried out with the next take, which comes at once.
        lock (gate)
        {
            state.Done(due, hold);
        }
    }

    private void Break() => Act(static (state, _) => state.Break(), 0);

    /// <summary>Under the lock.</summary>
    private LineWish Wish()
    {
        var wish = state.Wish(open && configured, sender.Destination.Concurrency, clock.GetUtcNow());
        if (state.Workers == 0 && atRest is not null)
        {
            atRest.SetResult();
            atRest = null;
        }

        return wish;
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

/// <summary>How a line stands.</summary>
/// <param name="Held">Deliveries in memory, those that wait for the commit of their settlement among them.</param>
/// <param name="Queued">Of these, waiting for a worker.</param>
/// <param name="UnderWay">Requests under way.</param>
/// <param name="HoldUntil">Until when the destination asked to be left alone, or null.</param>
internal readonly record struct LineStanding(int Held, int Queued, int UnderWay, DateTimeOffset? HoldUntil);

/// <summary>Makes one attempt of a delivery and hands its settlement over.</summary>
/// <returns>Until when the whole destination asked to be left alone, or null.</returns>
internal delegate Task<DateTimeOffset?> Deliver(DueDelivery due, Sender sender);

/// <summary>What a line needs done outside. None may throw, but for a bug in <paramref name="Deliver"/>, which is reported.</summary>
/// <param name="Deliver">Makes one attempt.</param>
/// <param name="Fetch">Asks for a fetch.</param>
/// <param name="Wake">Asks for a look at a moment.</param>
/// <param name="Fault">Reports a bug that ended a worker.</param>
internal sealed record LineHost(Deliver Deliver, Action<Line> Fetch, Action<Line, DateTimeOffset> Wake, Action<Line, Exception> Fault);
