using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Simulation.InMemory;

internal sealed class InMemoryDeliveries(Rows rows, CommitGate gate, InMemoryLeases? leases) : IDeliveryStore
{
    public Task<SettleReceipt> SettleAsync(
        IReadOnlyList<Settlement> settlements, IReadOnlyList<AttemptStart> starts, CancellationToken cancellation) =>
        gate.CommitAsync(() => Settle(settlements, starts), cancellation);

    public Task<IReadOnlyList<DueBatch>> FetchDueAsync(IReadOnlyList<DueRequest> requests, CancellationToken cancellation) =>
        gate.ReadAsync<IReadOnlyList<DueBatch>>(() => [.. requests.Select(FetchDue)], cancellation);

    public Task<int> RecoverAsync(DateTimeOffset now, CancellationToken cancellation) =>
        gate.CommitAsync(() => Recover(rows, ShardSet.All, now), cancellation);

    public Task<IReadOnlyList<Backlog>> BacklogsAsync(CancellationToken cancellation) => BacklogsAsync(ShardSet.All, cancellation);

    public Task<IReadOnlyList<Backlog>> BacklogsAsync(ShardSet shards, CancellationToken cancellation) =>
        gate.ReadAsync<IReadOnlyList<Backlog>>(
            () =>
        [
            .. from row in rows.Waiting.Values
               where shards.Contains(row.Stored.Shard)
               group row.Stored by row.Stored.Destination into owed
               orderby owed.Key
               select new Backlog(
                    owed.Key, owed.Count(), owed.Min(d => d.NextAttemptAt), owed.Min(d => d.Id.Value.Moment)) { Held = owed.Count(d => d.Ambiguity == Ambiguity.Held) },
        ],
            cancellation);

    public Task<Delivery?> RetryAsync(DeliveryId id, DateTimeOffset now, CancellationToken cancellation) =>
        gate.CommitAsync(() => Change(id, now, d => d with
        {
            State = DeliveryState.Waiting,
            NextAttemptAt = d.Turn is not null && d.NextAttemptAt is null ? null : now,
            Since = now,
            AttemptsBefore = d.Attempts,
            SettledAt = null,
            Ambiguity = d.Ambiguity == Ambiguity.Held ? Ambiguity.None : d.Ambiguity,
        }), cancellation);

    public Task<Delivery?> CancelAsync(DeliveryId id, DateTimeOffset now, CancellationToken cancellation) =>
        gate.CommitAsync(() => Change(id, now, d => d with
        {
            State = DeliveryState.Cancelled,
            NextAttemptAt = null,
            SettledAt = now,
            Ambiguity = Ambiguity.None,
        }), cancellation);

    public Task<DueMark?> BringForwardAsync(Forwarding forwarding, CancellationToken cancellation) =>
        gate.CommitAsync(() => BringForward(forwarding), cancellation);

    public Task<IReadOnlyList<Delivery>> AddAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation) =>
        gate.CommitAsync<IReadOnlyList<Delivery>>(() => rows.Add(deliveries, again: true), cancellation);

    public Task<GoodAnswer?> LastGoodAsync(Guid request, CancellationToken cancellation) =>
        gate.ReadAsync(() => rows.GoodAnswers.GetValueOrDefault(request), cancellation);

    /// <summary>Ends what began in these shards and never ended.</summary>
    public static int Recover(Rows rows, ShardSet shards, DateTimeOffset now)
    {
        var interrupted = rows.Deliveries.Values.Count(row => shards.Contains(row.Delivery.Shard) && Recover(row, now));
        rows.Lines.PassAll(shards, now);
        return interrupted;
    }

    private Delivery? Change(DeliveryId id, DateTimeOffset now, Func<Delivery, Delivery> change)
    {
        if (!rows.Deliveries.TryGetValue(id.Value, out var row))
        {
            return null;
        }

        if (row.Delivery.State is DeliveryState.Waiting or DeliveryState.Dead)
        {
            row.Delivery = change(row.Delivery);
            if (row.Stored.Turn is not null)
            {
                row.Rest = null;
                rows.Lines.Pass(row, now, free: null);
            }
        }

        return row.Delivery;
    }

    private DueMark? BringForward(Forwarding forwarding)
    {
        var part = rows.Waiting.Values
            .Where(row => row.Delivery.NextAttemptAt is not null
                && row.Delivery.Destination == forwarding.Destination && forwarding.Shards.Contains(row.Delivery.Shard))
            .Select(row => (Row: row, Mark: new DueMark(row.Delivery.NextAttemptAt!.Value, row.Delivery.Id)))
            .Where(found => (found.Mark.Due, found.Mark.Id).CompareTo((forwarding.After.Due, forwarding.After.Id)) > 0)
            .OrderBy(found => found.Mark.Due).ThenBy(found => found.Mark.Id)
            .Take(forwarding.Limit)
            .ToList();
        foreach (var (row, mark) in part)
        {
            row.Delivery = row.Delivery with { NextAttemptAt = Forward(mark.Due, forwarding) };
        }

        // What waits behind others of its key has no place in the order of due times: it goes with the first part.
        foreach (var row in rows.Deliveries.Values.Where(row => forwarding.IsFirst && row.Rest > forwarding.After.Due
            && row.Delivery.Destination == forwarding.Destination && forwarding.Shards.Contains(row.Delivery.Shard)))
        {
            row.Rest = Forward(row.Rest!.Value, forwarding);
        }

        return part.Count < forwarding.Limit ? null : part[^1].Mark;
    }

    private static DateTimeOffset Forward(DateTimeOffset due, Forwarding forwarding)
    {
        var moved = due - DateTimeOffset.MinValue > forwarding.By ? due - forwarding.By : DateTimeOffset.MinValue;
        return moved > forwarding.NotBefore ? moved : forwarding.NotBefore;
    }

    private SettleReceipt Settle(IReadOnlyList<Settlement> settlements, IReadOnlyList<AttemptStart> starts)
    {
        var refused = new List<DeliveryId>();
        var passed = new List<TurnPassed>();
        foreach (var start in starts)
        {
            if (rows.Deliveries.TryGetValue(start.DeliveryId.Value, out var row) && start.Number > row.Delivery.Attempts && Holds(row, start.Epoch))
            {
                row.Started = start;
            }
        }

        foreach (var settlement in settlements)
        {
            if (rows.Deliveries.TryGetValue(settlement.Attempt.DeliveryId.Value, out var row) && Holds(row, settlement.Epoch))
            {
                if (Settle(row, settlement) && settlement.Ordered && rows.Lines.Settled(row, settlement.At) is { } due)
                {
                    passed.Add(new TurnPassed(row.Stored.Id, due));
                }

                rows.Watch?.Settled(row.Delivery, settlement);
            }
            else if (row is not null)
            {
                refused.Add(row.Delivery.Id);
            }
        }

        return new SettleReceipt(refused, passed);
    }

    private bool Holds(DeliveryRow row, long epoch) => leases?.Holds(row.Delivery.Shard, epoch) ?? true;

    /// <summary>False when the delivery does not wait for this attempt.</summary>
    private bool Settle(DeliveryRow row, Settlement settlement)
    {
        var attempt = settlement.Attempt;
        row.Attempts.TryAdd(attempt.Number, attempt);
        if (row.Started?.Number <= attempt.Number)
        {
            row.Started = null;
        }

        if (row.Stored.State == DeliveryState.Waiting && row.Stored.Attempts < attempt.Number)
        {
            var terminal = settlement.State != DeliveryState.Waiting;
            var next = terminal || settlement.Ambiguity == Ambiguity.Held ? null : settlement.NextAttemptAt ?? (DateTimeOffset?)settlement.At;
            var held = row.Stored is { Turn: not null, NextAttemptAt: null };
            row.Rest = held ? next : null;
            row.Delivery = row.Delivery with
            {
                State = settlement.State,
                Attempts = attempt.Number,
                NextAttemptAt = held ? null : next,
                SettledAt = terminal ? settlement.At : null,
                LastStatus = attempt.Status,
                LastError = attempt.Error is { Length: > Limits.LastErrorLength } long_ ? long_[..Limits.LastErrorLength] : attempt.Error,
                Ambiguity = settlement.Ambiguity,
                AttemptsBefore = row.Delivery.AttemptsBefore + (settlement.Uncounted ? 1 : 0),
                Fallback = settlement.Fallback ?? row.Delivery.Fallback,
            };
            Follow(settlement);

            return true;
        }

        return false;
    }

    /// <summary>What is recorded with a settlement that changed its delivery.</summary>
    private void Follow(Settlement settlement)
    {
        if (settlement.Reply is { } reply)
        {
            InMemoryEvents.Record(rows, reply);
        }

        if (settlement.StandIn is { } standIn)
        {
            rows.Add([standIn], again: false);
        }

        if (settlement.GoodAnswer is { } request && !(rows.GoodAnswers.GetValueOrDefault(request)?.At > settlement.At))
        {
            rows.GoodAnswers[request] = new GoodAnswer(settlement.Attempt.DeliveryId, settlement.At);
        }
    }

    private static bool Recover(DeliveryRow row, DateTimeOffset now)
    {
        if (row.Started is not { } start)
        {
            return false;
        }

        var waiting = row.Delivery.State == DeliveryState.Waiting;
        var attempt = Interruption.Of(start, waiting);
        row.Started = null;
        if (!row.Attempts.TryAdd(start.Number, attempt))
        {
            return false;
        }

        if (waiting)
        {
            row.Delivery = row.Delivery with
            {
                Attempts = start.Number,
                NextAttemptAt = row.Stored is { Turn: not null, NextAttemptAt: null } ? null : now,
                LastStatus = null,
                LastError = attempt.Error,
                Ambiguity = Ambiguity.Open,
            };
        }

        return true;
    }

    private DueBatch FetchDue(DueRequest request)
    {
        var waiting = rows.WaitingFor(request.Destination).Values
            .Where(r => r.Stored.NextAttemptAt is not null)
            .Where(r => !request.Held.Contains(r.Stored.Id) && request.Shards.Contains(r.Stored.Shard))
            .OrderBy(r => r.Stored.NextAttemptAt).ThenBy(r => r.Stored.Id)
            .ToList();
        var items = new List<DueDelivery>();
        var bytes = 0L;
        foreach (var row in waiting.TakeWhile(r => r.Delivery.NextAttemptAt <= request.Now).Take(request.Limit))
        {
            bytes += row.Event.Body.Length;
            if (items.Count > 0 && bytes > request.LimitBytes)
            {
                break;
            }

            items.Add(new DueDelivery(row.Delivery, row.Event));
        }

        var next = waiting.Count > items.Count ? waiting[items.Count].Delivery.NextAttemptAt : null;
        return new DueBatch(items, More: next <= request.Now, next);
    }
}
