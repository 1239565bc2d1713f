using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>The greatest high half of an id that this node has seen in the store. Safe for concurrent use.</summary>
internal sealed class LastId
{
    private const string Newest =
        "SELECT (SELECT id FROM events ORDER BY id DESC LIMIT 1), (SELECT id FROM deliveries ORDER BY id DESC LIMIT 1), "
        + "(SELECT id FROM replays ORDER BY id DESC LIMIT 1), (SELECT id FROM entities ORDER BY id DESC LIMIT 1), "
        + "(SELECT id FROM reconciliations ORDER BY id DESC LIMIT 1)";

    private long high;

    public long High => Interlocked.Read(ref high);

    public async Task<bool> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = connection.Query(Newest);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        for (var column = 0; column < 5; column++)
        {
            Saw(row.KeyOrNull(column)?.ToId() ?? default);
        }

        return true;
    }

    public void Saw(Storage.Recording recording)
    {
        Saw(recording.Event.Id.Value);
        Saw(recording.Deliveries);
        for (var i = 0; i < recording.Claims.Count; i++)
        {
            Saw(recording.Claims[i].NewId);
            Saw(recording.Claims[i].Deliveries);
            Saw(recording.Claims[i].Link?.NewId ?? default);
            foreach (var learned in recording.Claims[i].Learn)
            {
                Saw(learned.NewId);
            }
        }
    }

    public void Saw(IReadOnlyList<Delivery> deliveries)
    {
        for (var i = 0; i < deliveries.Count; i++)
        {
            Saw(deliveries[i].Id.Value);
        }
    }

    public void Saw(SortableId id)
    {
        for (var known = High; id.High > known; known = High)
        {
            Interlocked.CompareExchange(ref high, id.High, known);
        }
    }
}
