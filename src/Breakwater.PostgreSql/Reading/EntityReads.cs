using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Reading;

/// <summary>Entities for people.</summary>
internal static class EntityReads
{
    /// <summary>Entities that one statement gives, and that a page looks at before it says where to go on.</summary>
    private const int Portion = 500;
    private const int CandidatesMost = 20_000;

    private const string Undelivered =
        "SELECT count(*) FROM entity_events h JOIN deliveries d ON d.event = h.event WHERE h.entity = n.id AND h.verdict = 0 AND d.state IN (0, 2)";

    /// <summary>The kind is asked for, and known: so its index alone gives the order.</summary>
    private static readonly string Listed = EntityRow.Columns.Replace("t.text", "$1::text", StringComparison.Ordinal);

    private const string Places =
        "SELECT h.event, t.text, n.key, h.turn FROM unnest($1::uuid[]) AS w (event) JOIN entity_events h ON h.event = w.event "
        + "JOIN entities n ON n.id = h.entity JOIN names t ON t.id = n.type";

    private static readonly string Find =
        $"SELECT {EntityRow.Columns} FROM names t JOIN entities n ON n.type = t.id WHERE t.text = $1 AND n.hash = $2";

    private static readonly string History =
        $"SELECT {EntityRow.Events} FROM entity_events h JOIN names s ON s.id = h.source WHERE h.entity = $1 AND h.number > $2 ORDER BY h.number";

    private static readonly string Deliveries =
        $"SELECT {DeliveryRow.Columns} FROM entity_events h JOIN deliveries d ON d.event = h.event {DeliveryRow.Joined} "
        + "WHERE h.entity = $1 AND h.number > $2 AND h.verdict = 0";

    public static async Task<EntityDetail?> EntityAsync(this NpgsqlConnection connection, string type, string key, CancellationToken cancellation)
    {
        Entity? entity = null;
        await using (var command = connection.Query(Find))
        {
            command.Parameters.Text(type).Uuid(Hashes.Of(key));
            await using var row = await command.ExecuteReaderAsync(cancellation);
            entity = await row.ReadAsync(cancellation) ? EntityRow.Read(row) : null;
        }

        // Made by a commit under way elsewhere, or for an event that was known: nothing was said of it.
        return entity is null or { Judged: 0 } ? null : await CompleteAsync(connection, entity, cancellation);
    }

    public static async Task<List<EntityPlace>> EntityPlacesAsync(
        this NpgsqlConnection connection, IReadOnlyList<EventId> events, CancellationToken cancellation)
    {
        var places = new List<EntityPlace>();
        await using var command = connection.Query(Places);
        command.Parameters.Uuids([.. events.Select(evt => evt.Value.ToKey())]);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            places.Add(new EntityPlace(new EventId(row.Key(0).ToId()), row.Text(1), row.Text(2), row.LongOrNull(3)));
        }

        return places;
    }

    public static async Task<Page<EntitySummary>> EntitiesAsync(
        this NpgsqlConnection connection, EntityFilter filter, PageRequest page, CancellationToken cancellation)
    {
        var found = new List<EntitySummary>();
        var after = page.After;
        for (var looked = 0; looked < CandidatesMost;)
        {
            var portion = await PortionAsync(connection, filter, after, cancellation);
            foreach (var line in portion)
            {
                if (found.Count == page.Limit)
                {
                    return new Page<EntitySummary>(found, after);
                }

                after = line.Entity.Id;
                if (line.Entity.Judged > 0 && (filter.Drift is not { } drift || line.Drifts == drift))
                {
                    found.Add(line);
                }
            }

            if (portion.Count < Portion)
            {
                return new Page<EntitySummary>(found, null);
            }

            looked += portion.Count;
        }

        return new Page<EntitySummary>(found, after);
    }

    private static async Task<EntityDetail> CompleteAsync(NpgsqlConnection connection, Entity entity, CancellationToken cancellation)
    {
        var (history, deliveries) = (new List<EntityEvent>(), new List<Delivery>());
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(History).Uuid(entity.Id.ToKey()).Long(entity.Judged - Limits.EntityHistory);
        batch.Add(Deliveries).Uuid(entity.Id.ToKey()).Long(entity.Judged - Limits.EntityHistory);
        await using var row = await batch.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            history.Add(EntityRow.ReadEvent(row));
        }

        await row.NextResultAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            deliveries.Add(DeliveryRow.Read(row));
        }

        deliveries.Sort((one, other) => one.Id.CompareTo(other.Id));
        return new EntityDetail(entity, history, deliveries);
    }

    private static async Task<List<EntitySummary>> PortionAsync(
        NpgsqlConnection connection, EntityFilter filter, SortableId? after, CancellationToken cancellation)
    {
        var lines = new List<EntitySummary>();
        await using var command = connection.Query(
            $"SELECT {Listed}, ({Undelivered}) FROM entities n WHERE n.type = (SELECT id FROM names WHERE text = $1) AND n.id < $2 "
            + $"{(filter.State is null ? "" : "AND n.state = $4 ")}ORDER BY n.id DESC LIMIT $3");
        command.Parameters.Text(filter.Type).Uuid((after ?? new SortableId(long.MaxValue, -1)).ToKey()).Int(Portion);
        if (filter.State is not null)
        {
            command.Parameters.Text(filter.State);
        }

        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            lines.Add(new EntitySummary(EntityRow.Read(row), row.Long(EntityRow.Count)));
        }

        return lines;
    }
}
