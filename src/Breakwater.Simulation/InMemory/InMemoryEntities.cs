using Breakwater.Configuration;
using Breakwater.Judging;
using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Simulation.InMemory;

internal sealed class InMemoryEntities(Rows rows, CommitGate gate) : IEntityStore
{
    public Task<EntityDetail?> FindAsync(string type, string key, CancellationToken cancellation) =>
        Task.FromResult(rows.Read(r => r.Entities.Values.FirstOrDefault(row => row.Entity.Type == type && row.Entity.Key == key) is { } found ? Whole(found) : null));

    public Task<IReadOnlyList<EntityPlace>> PlacesAsync(IReadOnlyList<EventId> events, CancellationToken cancellation) =>
        Task.FromResult(rows.Read<IReadOnlyList<EntityPlace>>(r =>
        [
            .. r.Entities.Values.SelectMany(row => row.History.Values
                .Where(evt => events.Contains(evt.EventId))
                .Select(evt => new EntityPlace(evt.EventId, row.Entity.Type, row.Entity.Key, evt.Turn))),
        ]));

    public Task<Page<EntitySummary>> ListAsync(EntityFilter filter, PageRequest page, CancellationToken cancellation) =>
        Task.FromResult(rows.Read(r =>
        {
            var found = r.Entities.Values.Reverse()
                .Where(row => row.Entity.Type == filter.Type && (filter.State is null || row.Entity.State == filter.State))
                .Where(row => page.After is not { } after || row.Entity.Id.CompareTo(after) < 0)
                .Select(row => new EntitySummary(row.Entity, Deliveries(row).Count(d => d.State is DeliveryState.Waiting or DeliveryState.Dead)))
                .Where(line => filter.Drift is not { } drift || line.Drifts == drift)
                .Take(page.Limit + 1)
                .ToList();
            return found.Count > page.Limit
                ? new Page<EntitySummary>(found[..page.Limit], found[page.Limit - 1].Entity.Id)
                : new Page<EntitySummary>(found, null);
        }));

    public Task NoteAsync(IReadOnlyList<EntityNote> notes, CancellationToken cancellation) => gate.CommitAsync(
        () =>
        {
            foreach (var note in notes)
            {
                foreach (var row in rows.Entities.Values.Where(row => row.Entity.Type == note.Type && row.Entity.Key == note.Key))
                {
                    row.Entity = row.Entity with { Differs = note.With(row.Entity.Differs) };
                }
            }

            return 0;
        },
        cancellation);

    public Task<TimedOut> TimeOutAsync(IReadOnlyDictionary<string, EntityRules> rules, DateTimeOffset now, int limit, CancellationToken cancellation) =>
        gate.CommitAsync(
            () =>
            {
                var over = rows.Patient.Values
                    .Select(row => (Row: row, row.Until))
                    .Where(one => one.Until <= now)
                    .OrderBy(one => one.Until)
                    .Take(limit)
                    .ToList();
                var made = new List<Delivery>();
                foreach (var (row, _) in over)
                {
                    made.AddRange(rows.Keep(row, Advance.TimeOut(row.Entity, row.Early, rules.GetValueOrDefault(row.Entity.Type), now)));
                }

                return new TimedOut(over.Count, made);
            },
            cancellation);

    public Task<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken cancellation) =>
        gate.CommitAsync(
            () =>
            {
                var gone = rows.Entities.Values.Where(row => row.Entity.ChangedAt < before && row.History.Count == 0).Take(limit).ToList();
                gone.ForEach(row => rows.Entities.Remove(row.Entity.Id));
                return gone.Count;
            },
            cancellation);

    private EntityDetail Whole(EntityRow row) => new(
        row.Entity, [.. row.History.Values.TakeLast(Limits.EntityHistory)], [.. Deliveries(row).OrderBy(delivery => delivery.Id)]);

    private IEnumerable<Delivery> Deliveries(EntityRow row) => row.History.Values
        .Where(evt => evt.Verdict == EntityVerdict.Applied && rows.Events.ContainsKey(evt.EventId.Value))
        .SelectMany(evt => rows.Events[evt.EventId.Value].Deliveries)
        .Select(delivery => delivery.Delivery);
}

/// <summary>An entity with its history.</summary>
internal sealed class EntityRow
{
    public required Entity Entity { get; set; }

    /// <summary>When the first of those that wait has waited long enough; null where none does.</summary>
    public DateTimeOffset? Until { get; set; }

    public SortedDictionary<long, EntityEvent> History { get; } = [];

    public IReadOnlyList<EntityEvent> Early => [.. History.Values.Where(evt => evt.Verdict == EntityVerdict.Early)];
}
