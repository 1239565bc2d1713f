using Breakwater.PostgreSql.Calling;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>
/// By how many milliseconds ids of events are ahead of their arrivals, at least and at most, as this process knows it. In whole seconds, so
/// that it is hardly ever written. Safe for concurrent use.
/// </summary>
internal sealed class Skew
{
    private const long Second = 1_000;

    private const string Widen = "UPDATE skew SET least = least(least, $1), greatest = greatest(greatest, $2) WHERE least > $1 OR greatest < $2";

    private readonly Lock gate = new();
    private (long Least, long Greatest) known;

    /// <summary>Reads what the database has.</summary>
    public static async Task<(long Least, long Greatest)> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = connection.Query("SELECT least, greatest FROM skew");
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? (row.Long(0), row.Long(1)) : (0, 0);
    }

    /// <summary>The skew with these events in it, where they widen it; null where they don't.</summary>
    public (long Least, long Greatest)? With(IReadOnlyList<Storage.Recording> group)
    {
        (long Least, long Greatest) now;
        lock (gate)
        {
            now = known;
        }

        var wider = now;
        for (var i = 0; i < group.Count; i++)
        {
            var evt = group[i].Event;
            var ahead = (evt.Id.Value.High >> 16) - evt.ReceivedAt.ToUnixTimeMilliseconds();
            wider = (
                ahead < wider.Least ? (long)Math.Floor((double)ahead / Second) * Second : wider.Least,
                ahead > wider.Greatest ? (long)Math.Ceiling((double)ahead / Second) * Second : wider.Greatest);
        }

        return wider == now ? null : wider;
    }

    /// <summary>Writes it, in the transaction of the events that widen it.</summary>
    public static void AddTo(NpgsqlBatch batch, (long Least, long Greatest) wider) => batch.Add(Widen).Long(wider.Least).Long(wider.Greatest);

    /// <summary>It is committed.</summary>
    public void Learn((long Least, long Greatest) wider)
    {
        lock (gate)
        {
            known = (Math.Min(known.Least, wider.Least), Math.Max(known.Greatest, wider.Greatest));
        }
    }
}
