using Breakwater.Model;
using Breakwater.PostgreSql.Rows;
using Npgsql;

namespace Breakwater.PostgreSql.Reading;

/// <summary>What a bulk replay sends next.</summary>
internal static class ReplayReads
{
    /// <summary>Candidates that one statement looks at: a replay of a few among millions goes through them in portions.</summary>
    private const int Examined = 50_000;

    /// <summary>Its next events, oldest first, whole. Fewer than the limit only when none is left.</summary>
    public static async Task<IReadOnlyList<Event>> NextAsync(
        this NpgsqlConnection connection, Replay replay, int limit, CancellationToken cancellation)
    {
        // By ids, not by arrivals: a clock that went back may say that what is there was received after the replay began.
        var span = IdSpan.Between(replay.Cursor?.Value, replay.Id.Value);
        var query = await EventQuery.PlanAsync(connection, replay.Filter, span, cancellation);
        var found = new List<Event>(limit);
        for (IdSpan? rest = query.Span; rest is { IsEmpty: false } part && found.Count < limit;)
        {
            var statement = new Statement();
            var candidates = await query.CandidatesAsync(connection, statement, cancellation);
            if (candidates.IsEmpty)
            {
                break;
            }

            await using var command = statement
                .Add($"SELECT {EventRow.Columns}, {EventRow.Whole} FROM ({candidates.Sql(statement, part, Examined)}) c ")
                .Add($"JOIN events e ON e.id = c.id {EventRow.Joined} WHERE {query.Fits(statement)} ORDER BY c.id LIMIT {limit - found.Count}")
                .On(connection);
            await ReadAsync(command, found, cancellation);
            rest = found.Count < limit ? await RestAsync(connection, query, part, cancellation) : null;
        }

        return found;
    }

    private static async Task ReadAsync(NpgsqlCommand command, List<Event> found, CancellationToken cancellation)
    {
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            found.Add(EventRow.Read(row, whole: EventRow.Count));
        }
    }

    private static async Task<IdSpan?> RestAsync(NpgsqlConnection connection, EventQuery query, IdSpan span, CancellationToken cancellation)
    {
        var statement = new Statement();
        var candidates = await query.CandidatesAsync(connection, statement, cancellation);
        if (candidates.IsEmpty)
        {
            // The last of them have gone since.
            return null;
        }

        await using var command = statement
            .Add($"SELECT id FROM ({candidates.Sql(statement, span, Examined)}) c OFFSET {Examined - 1}").On(connection);
        return await command.ExecuteScalarAsync(cancellation) is Guid last ? span.Rest(last.ToId()) : null;
    }
}
