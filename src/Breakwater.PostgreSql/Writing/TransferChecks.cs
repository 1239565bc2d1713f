using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>What is looked for before whole records are written.</summary>
internal static class TransferChecks
{
    private const string Events = $"SELECT {EventRow.Columns}, {EventRow.Whole} FROM events e {EventRow.Joined} WHERE e.id = ANY($1::uuid[])";

    private const string Replays = $"SELECT {ReplayRow.Columns} FROM replays WHERE id = ANY($1::uuid[])";

    private const string Identify =
        "INSERT INTO identities (source, hash, event) SELECT * FROM unnest($1::integer[], $2::uuid[], $3::uuid[]) "
        + "ON CONFLICT (source, hash) DO NOTHING RETURNING event";

    private const string Deliveries = "SELECT id FROM deliveries WHERE id = ANY($1::uuid[])";

    /// <summary>What is there under the ids of a batch.</summary>
    public static async Task<Taken> TakenAsync(this NpgsqlConnection connection, TransferBatch given, CancellationToken cancellation)
    {
        var events = new Dictionary<EventId, Event>();
        var replays = new Dictionary<ReplayId, Replay>();
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Events).Uuids([.. given.Events.Select(one => one.Whole.Event.Id.Value.ToKey())]);
        batch.Add(Replays).Uuids([.. given.Replays.Select(replay => replay.Id.Value.ToKey())]);
        await using var row = await batch.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            var evt = EventRow.Read(row, whole: EventRow.Count);
            events.Add(evt.Id, evt);
        }

        await row.NextResultAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            var replay = ReplayRow.Read(row);
            replays.Add(replay.Id, replay);
        }

        return new Taken(events, replays);
    }

    /// <summary>Takes the identities of events.</summary>
    /// <returns>The events whose identity was free, and is theirs now.</returns>
    public static async Task<List<FreshEvent>> IdentifyAsync(
        this NpgsqlConnection connection, IReadOnlyList<FreshEvent> events, CancellationToken cancellation)
    {
        // In the one order in which identities are written everywhere; of two with one identity the first in the batch takes it.
        FreshEvent[] ordered = [.. events.OrderBy(one => one.Source).ThenBy(one => one.Hash)];
        var fresh = new HashSet<Guid>(ordered.Length);
        await using var command = connection.Query(Identify);
        command.Parameters
            .Ints([.. ordered.Select(one => one.Source)])
            .Uuids([.. ordered.Select(one => one.Hash)])
            .Uuids([.. ordered.Select(one => one.Whole.Event.Id.Value.ToKey())]);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            fresh.Add(row.Key(0));
        }

        return [.. events.Where(one => fresh.Contains(one.Whole.Event.Id.Value.ToKey()))];
    }

    /// <exception cref="TransferConflictException">The id of a delivery belongs to another event.</exception>
    public static async Task RefuseTakenDeliveriesAsync(
        this NpgsqlConnection connection, IReadOnlyList<FreshEvent> fresh, CancellationToken cancellation)
    {
        var owners = fresh.SelectMany(one => one.Whole.Deliveries.Select(whole => (whole.Delivery.Id, one.Whole.Event.Id)))
            .ToDictionary(pair => pair.Item1.Value.ToKey(), pair => pair.Item2);
        await using var command = connection.Query(Deliveries);
        command.Parameters.Uuids([.. owners.Keys]);
        if (await command.ExecuteScalarAsync(cancellation) is Guid taken)
        {
            throw TransferBatch.DeliveryTaken(owners[taken], new DeliveryId(taken.ToId()));
        }
    }
}
