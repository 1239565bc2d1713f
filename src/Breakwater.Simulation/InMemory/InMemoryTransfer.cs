using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Simulation.InMemory;

internal sealed class InMemoryTransfer(Rows rows, CommitGate gate) : ITransfer
{
    public Task<IReadOnlyList<WholeEvent>> ReadEventsAsync(EventId? after, int limit, long limitBytes, CancellationToken cancellation) =>
        Task.FromResult(rows.Read<IReadOnlyList<WholeEvent>>(r =>
        {
            var bytes = 0L;
            return
            [
                .. r.Events.Values.Where(row => after is not { } last || row.Event.Id.CompareTo(last) > 0).Take(limit).Select(Whole)
                    .TakeWhile((whole, index) => (bytes += BytesOf(whole)) <= limitBytes || index == 0),
            ];
        }));

    public Task<IReadOnlyList<Replay>> ReadReplaysAsync(ReplayId? after, int limit, CancellationToken cancellation) =>
        Task.FromResult(rows.Read<IReadOnlyList<Replay>>(r =>
            [.. r.Replays.Values.Where(replay => after is not { } last || replay.Id.Value.CompareTo(last.Value) > 0).Take(limit)]));

    public Task<long> CountEventsAsync(CancellationToken cancellation) => Task.FromResult(rows.Read(r => (long)r.Events.Count));

    /// <summary>Checked first and applied afterwards, so that it is whole or not at all.</summary>
    public Task<TransferReceipt> WriteAsync(
        IReadOnlyList<WholeEvent> events, IReadOnlyList<Replay> replays, CancellationToken cancellation) =>
        gate.CommitAsync(
            () =>
            {
                foreach (var evt in events)
                {
                    RefuseConflict(evt);
                }

                foreach (var replay in replays)
                {
                    RefuseConflict(replay);
                }

                return Write(events, replays);
            },
            cancellation);

    private static WholeEvent Whole(EventRow row) => new()
    {
        Event = row.Event,
        Duplicates = row.Duplicates,
        LastDuplicateAt = row.LastDuplicateAt,
        Deliveries =
        [
            .. row.Deliveries.OrderBy(delivery => delivery.Delivery.Id)
                .Select(delivery => new WholeDelivery { Delivery = delivery.Delivery, Attempts = [.. delivery.Attempts.Values], Started = delivery.Started }),
        ],
    };

    private static long BytesOf(WholeEvent whole) =>
        whole.Event.Body.Length + whole.Deliveries.Sum(delivery => delivery.Attempts.Sum(attempt => (long)attempt.ResponseBody.Length));

    private void RefuseConflict(WholeEvent whole)
    {
        var evt = whole.Event;
        if (rows.Events.TryGetValue(evt.Id.Value, out var there))
        {
            if (!WholeEvent.IsSame(there.Event, evt))
            {
                throw new TransferConflictException(evt.Id.ToString(), $"{evt.Id} is here already with other content");
            }

            return;
        }

        if (whole.Deliveries.FirstOrDefault(delivery => rows.Deliveries.ContainsKey(delivery.Delivery.Id.Value)) is { } taken)
        {
            throw new TransferConflictException(evt.Id.ToString(), $"{taken.Delivery.Id} is here already, and belongs to another event than {evt.Id}");
        }
    }

    private void RefuseConflict(Replay replay)
    {
        if (rows.Replays.TryGetValue(replay.Id.Value, out var there) && (there.CreatedAt != replay.CreatedAt || there.Filter != replay.Filter))
        {
            throw new TransferConflictException(replay.Id.ToString(), $"{replay.Id} is here already with another filter");
        }
    }

    private TransferReceipt Write(IReadOnlyList<WholeEvent> events, IReadOnlyList<Replay> replays)
    {
        var known = events.Count(whole => rows.Events.ContainsKey(whole.Event.Id.Value));
        var elsewhere = events.Where(whole => !rows.Events.ContainsKey(whole.Event.Id.Value) && !TryAdd(whole)).Select(whole => whole.Event.Id).ToList();
        var added = replays.Count(replay => rows.Replays.TryAdd(replay.Id.Value, replay));
        foreach (var replay in replays)
        {
            rows.Saw(replay.Id.Value);
        }

        return new TransferReceipt
        {
            Added = events.Count - known - elsewhere.Count,
            Known = known,
            KnownElsewhere = elsewhere,
            ReplaysAdded = added,
            ReplaysKnown = replays.Count - added,
        };
    }

    private bool TryAdd(WholeEvent whole)
    {
        var evt = whole.Event;
        var row = new EventRow { Event = evt, Duplicates = whole.Duplicates, LastDuplicateAt = whole.LastDuplicateAt };
        if (!rows.Identities.TryAdd((evt.Source, evt.IdempotencyId), row))
        {
            return false;
        }

        rows.Events.Add(evt.Id.Value, row);
        rows.Census.Came(row);
        rows.Saw(evt.Id.Value);
        rows.Move(whole.Deliveries.Select(delivery => delivery.Delivery));
        foreach (var delivery in whole.Deliveries)
        {
            var kept = rows.Deliveries[delivery.Delivery.Id.Value];
            kept.Started = delivery.Started;
            foreach (var attempt in delivery.Attempts)
            {
                kept.Attempts.TryAdd(attempt.Number, attempt);
            }
        }

        var last = rows.LastAt.GetValueOrDefault(evt.Source);
        rows.LastAt[evt.Source] = last > evt.ReceivedAt ? last : evt.ReceivedAt;
        return true;
    }
}
