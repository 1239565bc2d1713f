using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Reading;

/// <summary>Deliveries that fit a filter, by the same plan as <see cref="EventQuery"/>.</summary>
internal sealed class DeliveryQuery(DeliveryFilter filter, IdSpan page)
{
    /// <summary>Up to so many events of a key, their deliveries are gathered; beyond, destinations and states are followed.</summary>
    private const int EventsGathered = 5_000;

    /// <summary>Up to so many destinations with states are followed one by one; beyond, all deliveries are walked.</summary>
    private const int RangesFollowed = 64;

    public IdSpan Span { get; } = page.Made(filter.From, filter.To);

    public async Task<Candidates> CandidatesAsync(NpgsqlConnection connection, Statement statement, CancellationToken cancellation)
    {
        if (Span.IsEmpty)
        {
            return new Candidates();
        }

        if (filter.Key is { } key && await IsSmallAsync(connection, key, cancellation))
        {
            return new Candidates().Gathered(
                $"SELECT d.id FROM events e JOIN deliveries d ON d.event = e.id WHERE e.key_hash = {statement.Value(Hashes.Short(key))}");
        }

        if (filter.Destination is null && filter.State is null)
        {
            return All;
        }

        var ranges = await DeliveryRange.FindAsync(connection, filter.Destination, filter.State, cancellation);
        if (filter.State is null && ranges.Count > 0)
        {
            return new Candidates().Range($"SELECT id FROM deliveries WHERE destination = {ranges[0].Destination}");
        }

        var candidates = new Candidates();
        ranges.ForEach(range => candidates.Range(range.Ids));
        return ranges.Count > RangesFollowed ? All : candidates;
    }

    /// <summary>The condition on <c>deliveries d</c>, <c>events e</c> and their names that decides.</summary>
    public string Fits(Statement statement)
    {
        List<string> parts = ["true"];
        Add(filter.Destination, name => $"n.text = {statement.Value(name)}");
        Add(filter.Source, name => $"s.text = {statement.Value(name)}");
        Add(filter.Key, key => $"e.key = {statement.Value(key)}");
        Add(filter.State is { } state ? $"{(int)state}" : null, number => $"d.state = {number}");
        return string.Join(" AND ", parts);

        void Add(string? asked, Func<string, string> part)
        {
            if (asked is not null)
            {
                parts.Add(part(asked));
            }
        }
    }

    private static Candidates All => new Candidates().Range("SELECT id FROM deliveries WHERE true");

    private static async Task<bool> IsSmallAsync(NpgsqlConnection connection, string key, CancellationToken cancellation)
    {
        await using var command = connection.Query("SELECT count(*) FROM (SELECT 1 FROM events WHERE key_hash = $1 LIMIT $2) k");
        command.Parameters.Long(Hashes.Short(key)).Int(EventsGathered + 1);
        return (long)(await command.ExecuteScalarAsync(cancellation))! <= EventsGathered;
    }
}
