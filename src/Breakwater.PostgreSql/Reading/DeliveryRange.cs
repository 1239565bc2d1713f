using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Npgsql;

namespace Breakwater.PostgreSql.Reading;

/// <summary>The deliveries of one destination in one state, as the counters know them.</summary>
internal readonly record struct DeliveryRange(int Destination, DeliveryState State, long Count)
{
    private const string Counts =
        "SELECT c.destination, c.state, sum(c.count)::bigint FROM counts c JOIN names n ON n.id = c.destination "
        + "WHERE ($1::text IS NULL OR n.text = $1) AND ($2::smallint IS NULL OR c.state = $2) GROUP BY c.destination, c.state HAVING sum(c.count) > 0";

    /// <summary>The ranges that hold anything of a destination, of a state, or of both.</summary>
    public static async Task<List<DeliveryRange>> FindAsync(
        NpgsqlConnection connection, string? destination, DeliveryState? state, CancellationToken cancellation)
    {
        var ranges = new List<DeliveryRange>();
        await using var command = connection.Query(Counts);
        command.Parameters.Text(destination).Small((short?)state);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            ranges.Add(new DeliveryRange(row.Int(0), (DeliveryState)row.Small(1), row.Long(2)));
        }

        return ranges;
    }

    /// <summary>
    /// Its deliveries' ids, in an index's order. What arrived shares an index with the rest of its destination: who reads it looks at the
    /// state.
    /// </summary>
    public string Ids => State switch
    {
        DeliveryState.Waiting => $"SELECT delivery AS id FROM undelivered WHERE destination = {Destination} AND state = 0",
        DeliveryState.Delivered => $"SELECT id FROM deliveries WHERE destination = {Destination}",
        _ => $"SELECT delivery AS id FROM undelivered WHERE destination = {Destination} AND state = {(int)State} AND state > 0",
    };
}
