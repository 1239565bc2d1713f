using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Simulation.InMemory;

/// <summary>Order and versions in their plainest form: who of a key has the turn, and what a destination last got. Every question is a walk.</summary>
internal sealed class Lines(Rows rows)
{
    private readonly Dictionary<(string Destination, long Line), (string Rank, Event Event)> last = [];
    private readonly Dictionary<(string Destination, long Line), List<DeliveryRow>> members = [];

    public Rows Rows => rows;

    /// <summary>A delivery changed: it is a member of its line, or no more.</summary>
    public void Changed(DeliveryRow row)
    {
        if (row.Stored.Turn is null)
        {
            return;
        }

        var known = members.TryGetValue(LineOf(row), out var line) ? line : members[LineOf(row)] = [];
        if (!IsMember(row))
        {
            known.Remove(row);
        }
        else if (!known.Contains(row))
        {
            known.Add(row);
        }
    }

    /// <summary>A delivery was removed.</summary>
    public void Drop(DeliveryRow row)
    {
        if (row.Stored.Turn is not null && members.TryGetValue(LineOf(row), out var line) && line.Remove(row) && line.Count == 0)
        {
            members.Remove(LineOf(row));
        }
    }

    /// <summary>A delivery that was just added takes its place, and the turn where it is free.</summary>
    public void Join(DeliveryRow row, bool again)
    {
        var (delivery, turn) = (row.Stored, row.Stored.Turn!);
        var members = Members(row).Where(other => other != row).ToList();
        row.Place = turn.Rank ?? members.LastOrDefault()?.Place ?? "";
        var now = delivery.NextAttemptAt ?? delivery.Since;
        row.Stored = delivery with { NextAttemptAt = null, Turn = turn with { Place = row.Place } };
        foreach (var dead in members.Where(other => again && other.Stored.State == DeliveryState.Dead && other.Event.Id == row.Event.Id && other.Place == row.Place))
        {
            dead.Stored = dead.Stored with { Turn = dead.Stored.Turn! with { OnDead = OnDead.Skip } };
        }

        if (Newer(row) is { } rival)
        {
            Stale(row, rival, now);
        }
        else if (turn is { Order: DeliveryOrder.Latest, Forced: false } && Members(row).LastOrDefault(other => Compare(other, row) < 0) is { } before
            && before.Stored is { State: DeliveryState.Waiting, Ambiguity: not Ambiguity.Held, Turn: { Order: DeliveryOrder.Latest, Forced: false } }
            && !(before.Stored.NextAttemptAt <= now + Ordering.Margin))
        {
            Stale(before, row.Event.Id, now);
        }

        Pass(row, now, free: null);
    }

    /// <summary>One that comes from another store as it is; but where another one of its line has the turn, it waits for that one.</summary>
    public void Move(DeliveryRow row)
    {
        row.Place = row.Stored.Turn!.Place ?? row.Stored.Turn!.Rank ?? "";
        if (row.Stored.State == DeliveryState.Waiting
            && (row.Stored.NextAttemptAt is null || Members(row).Any(other => other != row && other.Stored is { NextAttemptAt: not null })))
        {
            row.Rest = RestOf(row);
            row.Stored = row.Stored with { NextAttemptAt = null };
        }

        Remember(row);
    }

    /// <summary>Gives the turn in every line in which nobody has it and somebody waits: what an import left so.</summary>
    public void PassAll(ShardSet shards, DateTimeOffset now)
    {
        foreach (var row in rows.Waiting.Values.Where(row => row.Stored.Turn is not null && shards.Contains(row.Stored.Shard)).ToList())
        {
            if (IsMember(row) && Members(row).All(other => other.Stored.NextAttemptAt is null))
            {
                Pass(row, now, free: null);
            }
        }
    }

    /// <summary>Gives the turn to the first, unless it may be under way.</summary>
    /// <returns>When it is due, where it was given.</returns>
    public DateTimeOffset? Pass(DeliveryRow of, DateTimeOffset now, DeliveryRow? free)
    {
        var running = Members(of).FirstOrDefault(row => row.Stored is { State: DeliveryState.Waiting, NextAttemptAt: not null });
        if (running is not null && running != free)
        {
            if (Had(running) is { } newer)
            {
                Stale(running, newer, now);
                running = null;
            }
            else if (running.Stored.NextAttemptAt <= now + Ordering.Margin)
            {
                return null;
            }
        }

        while (Members(of).FirstOrDefault() is { Stored: { State: DeliveryState.Waiting, Ambiguity: not Ambiguity.Held } } head)
        {
            if (Newer(head) is { } rival)
            {
                Stale(head, rival, now);
                running = head == running ? null : running;
                continue;
            }

            return head == running ? null : Give(head, running, now);
        }

        return null;
    }

    /// <summary>A delivery is settled: what the destination has now, and who is next.</summary>
    public DateTimeOffset? Settled(DeliveryRow row, DateTimeOffset now)
    {
        Remember(row);
        return Pass(row, now, free: row);
    }

    /// <summary>True for a dead letter that others wait for.</summary>
    public bool Holds(DeliveryRow row) => row.Stored is { State: DeliveryState.Dead, Turn: { OnDead: OnDead.Hold } }
        && Members(row).Any(other => other.Stored.State == DeliveryState.Waiting);

    /// <summary>What was last brought by this event is forgotten with it, unless more is to come.</summary>
    public void Forget(Event evt)
    {
        foreach (var line in last.Where(one => one.Value.Event.Id == evt.Id).Select(one => one.Key).ToList())
        {
            if (!members.TryGetValue(line, out var left) || left.Count == 0)
            {
                last.Remove(line);
            }
        }
    }

    /// <summary>With what it waits for.</summary>
    public Delivery Shown(DeliveryRow row)
    {
        if (row.Stored is not { State: DeliveryState.Waiting, NextAttemptAt: null, Turn: not null, Ambiguity: not Ambiguity.Held })
        {
            return row.Stored;
        }

        var members = Members(row).ToList();
        var holder = (members.FirstOrDefault(other => other.Stored is { State: DeliveryState.Waiting, NextAttemptAt: not null }) ?? members[0]).Stored;
        return row.Stored with { HeldBy = new Holder(holder.Id, holder.State, holder.NextAttemptAt) };
    }

    private DateTimeOffset Give(DeliveryRow head, DeliveryRow? running, DateTimeOffset now)
    {
        if (running is not null)
        {
            running.Rest = RestOf(running);
            running.Stored = running.Stored with { NextAttemptAt = null };
        }

        var due = head.Rest > now ? head.Rest.Value : now;
        head.Rest = null;
        head.Stored = head.Stored with { NextAttemptAt = due, Rival = Conflict(head) };
        return due;
    }

    /// <summary>What was tried and failed keeps its time while another one goes before it; what was not waits for nothing but its turn.</summary>
    private static DateTimeOffset? RestOf(DeliveryRow row) =>
        row.Stored.Attempts > row.Stored.AttemptsBefore ? row.Stored.NextAttemptAt : null;

    private EventId? Conflict(DeliveryRow row) =>
        row.Stored.Turn!.Rank is { } rank && last.TryGetValue(LineOf(row), out var had) && had.Rank == rank
        && had.Event.Id != row.Event.Id && rows.Events.ContainsKey(had.Event.Id.Value) && !had.Event.Body.Span.SequenceEqual(row.Event.Body.Span)
            ? had.Event.Id
            : null;

    /// <summary>The event for which this one is old news: the destination has it, or it waits.</summary>
    private EventId? Newer(DeliveryRow row)
    {
        var turn = row.Stored.Turn!;
        return Had(row) is { } had ? had
            : turn is { Order: DeliveryOrder.Latest, Forced: false }
                ? Members(row).FirstOrDefault(other => Compare(other, row) > 0 && other.Stored.State == DeliveryState.Waiting)?.Event.Id
                : null;
    }

    /// <summary>The event that the destination has and for which this one is old news.</summary>
    private EventId? Had(DeliveryRow row) =>
        row.Stored.Turn is { Forced: false, Rank: { } rank } && last.TryGetValue(LineOf(row), out var had) && VersionRank.IsOlder(rank, had.Rank)
            ? had.Event.Id
            : null;

    private static void Stale(DeliveryRow row, EventId rival, DateTimeOffset now)
    {
        row.Rest = null;
        row.Stored = row.Stored with { State = DeliveryState.Stale, NextAttemptAt = null, SettledAt = now, Rival = rival };
    }

    private void Remember(DeliveryRow row)
    {
        if (row.Stored is { State: DeliveryState.Delivered, Turn.Rank: { } rank }
            && !(last.TryGetValue(LineOf(row), out var had) && VersionRank.IsOlder(rank, had.Rank)))
        {
            last[LineOf(row)] = (rank, row.Event);
        }
    }

    private IEnumerable<DeliveryRow> Members(DeliveryRow of) => (members.TryGetValue(LineOf(of), out var line) ? line : [])
        .OrderBy(row => row.Place, StringComparer.Ordinal).ThenBy(row => row.Stored.Id);

    private static bool IsMember(DeliveryRow row) => row.Stored.State == DeliveryState.Waiting
        || row.Stored is { State: DeliveryState.Dead, Turn.OnDead: OnDead.Hold };

    private static (string Destination, long Line) LineOf(DeliveryRow row) => (row.Stored.Destination, row.Stored.Turn!.Line);

    private static int Compare(DeliveryRow one, DeliveryRow other)
    {
        var byPlace = string.CompareOrdinal(one.Place, other.Place);
        return byPlace != 0 ? byPlace : one.Stored.Id.CompareTo(other.Stored.Id);
    }
}
