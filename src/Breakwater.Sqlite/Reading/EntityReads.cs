using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Sqlite.Native;
using Breakwater.Sqlite.Rows;
using Breakwater.Storage;

namespace Breakwater.Sqlite.Reading;

/// <summary>Entities for people.</summary>
internal static class EntityReads
{
    /// <summary>Entities that a page looks at before it says where to go on.</summary>
    private const int CandidatesMost = 20_000;

    public static EntityDetail? Entity(this Connection connection, string type, string key)
    {
        Entity entity;
        using (var row = connection.Query($"SELECT {EntityRow.Columns} FROM entities n WHERE n.key = ? AND n.type = (SELECT id FROM names WHERE text = ?)").Add(key).Add(type))
        {
            if (!row.Read())
            {
                return null;
            }

            entity = EntityRow.Read(row, type);
        }

        return new EntityDetail(entity, History(connection, entity), Deliveries(connection, entity));
    }

    public static List<EntityPlace> EntityPlaces(this Connection connection, EventId evt)
    {
        var places = new List<EntityPlace>();
        using var row = connection.Query(
            "SELECT t.text, n.key, h.turn FROM entity_events h JOIN entities n ON n.id = h.entity JOIN names t ON t.id = n.type WHERE h.event = ? AND h.event_low = ?")
            .Add(evt.Value.High).Add(evt.Value.Low);
        while (row.Read())
        {
            places.Add(new EntityPlace(evt, row.Text(0), row.Text(1), row.LongOrNull(2)));
        }

        return places;
    }

    public static Page<EntitySummary> Entities(this Connection connection, EntityFilter filter, PageRequest page)
    {
        var (found, looked) = (new List<EntitySummary>(), 0);
        SortableId? next = null;
        var state = filter.State is null ? "" : "AND n.state = ? ";
        var query = connection.Query(
            $"SELECT {EntityRow.Columns} FROM entities n WHERE n.type = (SELECT id FROM names WHERE text = ?) {state}AND n.id < ? ORDER BY n.id DESC").Add(filter.Type);
        query = filter.State is null ? query : query.Add(filter.State);
        using var row = query.Add(page.After?.High ?? long.MaxValue);
        while (row.Read())
        {
            if (found.Count == page.Limit || looked++ == CandidatesMost)
            {
                return new Page<EntitySummary>(found, next);
            }

            var entity = EntityRow.Read(row, filter.Type);
            next = entity.Id;
            var line = new EntitySummary(entity, Undelivered(connection, entity.Id.High));
            if (filter.Drift is not { } drift || line.Drifts == drift)
            {
                found.Add(line);
            }
        }

        return new Page<EntitySummary>(found, null);
    }

    private static long Undelivered(Connection connection, long entity)
    {
        using var row = connection.Query(
            "SELECT count(*) FROM entity_events h JOIN deliveries d ON d.event = h.event WHERE h.entity = ? AND h.verdict = 0 AND d.state IN (0, 2)").Add(entity);
        return row.Read() ? row.Long(0) : 0;
    }

    private static List<EntityEvent> History(Connection connection, Entity entity)
    {
        var history = new List<EntityEvent>();
        using var row = connection.Query(
            $"SELECT {EntityRow.Events} FROM entity_events h JOIN names s ON s.id = h.source WHERE h.entity = ? AND h.number > ? ORDER BY h.number")
            .Add(entity.Id.High).Add(entity.Judged - Limits.EntityHistory);
        while (row.Read())
        {
            history.Add(EntityRow.ReadEvent(row));
        }

        return history;
    }

    private static List<Delivery> Deliveries(Connection connection, Entity entity)
    {
        var deliveries = new List<Delivery>();
        using var row = connection.Query(
            $"SELECT {DeliveryRow.Columns}, h.event_low FROM entity_events h JOIN deliveries d ON d.event = h.event JOIN names n ON n.id = d.destination "
            + "WHERE h.entity = ? AND h.number > ? AND h.verdict = 0").Add(entity.Id.High).Add(entity.Judged - Limits.EntityHistory);
        while (row.Read())
        {
            deliveries.Add(DeliveryRow.Read(row, row.Long(DeliveryRow.Count)));
        }

        deliveries.Sort((one, other) => one.Id.CompareTo(other.Id));
        return deliveries;
    }
}
