using Breakwater.Model;
using Breakwater.PostgreSql.Rows;
using Breakwater.PostgreSql.Writing;
using Npgsql;

namespace Breakwater.PostgreSql.Reading;

/// <summary>
/// Events that fit a filter. The narrowest index gives candidates in order of time, and each candidate is looked at by its id. Nothing is
/// sorted but what is small, and nothing is scanned.
/// </summary>
internal sealed class EventQuery
{
    /// <summary>Up to so many deliveries, an event's delivery is found from its state; beyond, from the event.</summary>
    private const int DeliveriesGathered = 20_000;

    /// <summary>Up to so many kinds are followed one by one; beyond, all events are walked.</summary>
    private const int KindsFollowed = 64;

    private readonly EventFilter filter;
    private readonly SearchText? text;
    private readonly int[]? kinds;

    private EventQuery(EventFilter filter, SearchText? text, int[]? kinds)
    {
        this.filter = filter;
        this.text = text;
        this.kinds = kinds;
    }

    /// <summary>Where to look; narrowed by the times of the filter.</summary>
    public required IdSpan Span { get; init; }

    public static async Task<EventQuery> PlanAsync(NpgsqlConnection connection, EventFilter filter, IdSpan span, CancellationToken cancellation)
    {
        var kinds = filter.Source is null && filter.Type is null
            ? null
            : await connection.KindsAsync(filter.Source, filter.Type, exactly: false, cancellation);
        var narrowed = filter.From is null && filter.To is null
            ? span
            : span.Received(await Skew.ReadAsync(connection, cancellation), filter.From, filter.To);
        return new EventQuery(filter, filter.Text is { } typed ? new SearchText(typed) : null, kinds) { Span = narrowed };
    }

    /// <summary>Where candidates come from, as values of a statement.</summary>
    public async Task<Candidates> CandidatesAsync(NpgsqlConnection connection, Statement statement, CancellationToken cancellation)
    {
        if (kinds is { Length: 0 } || Span.IsEmpty)
        {
            return new Candidates();
        }

        if (text is not null)
        {
            return await TextAsync(connection, statement, text, cancellation);
        }

        if (filter.Key is { } key)
        {
            return new Candidates().Range(ByKey(statement, key));
        }

        if ((filter.State is not null || filter.Destination is not null) && await GatheredAsync(connection, cancellation) is { } gathered)
        {
            return gathered;
        }

        return kinds is null || kinds.Length > KindsFollowed ? All(new Candidates()) : Kinds(new Candidates(), kinds);
    }

    /// <summary>The condition on <c>events e</c> that decides.</summary>
    public string Fits(Statement statement)
    {
        List<string> parts = ["true"];
        Add(kinds is not null, () => $"e.kind = ANY({statement.Value(kinds!)})");
        Add(filter.Key is not null, () => $"e.key = {statement.Value(filter.Key!)}");
        Add(filter.From is not null, () => $"e.received >= {statement.Value(filter.From!.Value.UtcTicks)}");
        Add(filter.To is not null, () => $"e.received < {statement.Value(filter.To!.Value.UtcTicks)}");
        Add(text is not null, () => HasText(statement, text!));
        Add(filter.State is not null || filter.Destination is not null, () => HasDelivery(statement));
        return string.Join(" AND ", parts);

        void Add(bool asked, Func<string> part)
        {
            if (asked)
            {
                parts.Add(part());
            }
        }
    }

    private static string HasText(Statement statement, SearchText text)
    {
        var typed = statement.Value(text.Text);
        var beginning = text.Ids is { } ids
            ? $" OR e.id BETWEEN {statement.Value(ids.First.ToKey())} AND {statement.Value(ids.Last.ToKey())}"
            : "";
        return $"(e.idempotency = {typed} OR e.key = {typed} OR k.type = {typed}{beginning})";
    }

    /// <summary>State and destination are about one and the same delivery.</summary>
    private string HasDelivery(Statement statement)
    {
        var state = filter.State is { } asked ? $" AND x.state = {(int)asked}" : "";
        var destination = filter.Destination is { } name ? $" AND x.destination = (SELECT id FROM names WHERE text = {statement.Value(name)})" : "";
        return $"EXISTS (SELECT 1 FROM deliveries x WHERE x.event = e.id{state}{destination})";
    }

    private static string ByKey(Statement statement, string key) =>
        $"SELECT id FROM events WHERE key_hash = {statement.Value(Hashes.Short(key))}";

    private static Candidates All(Candidates candidates) => candidates.Range("SELECT id FROM events WHERE true");

    private static Candidates Kinds(Candidates candidates, IEnumerable<int> kinds)
    {
        foreach (var kind in kinds)
        {
            candidates.Range($"SELECT id FROM events WHERE kind = {kind}");
        }

        return candidates;
    }

    private static async Task<Candidates> TextAsync(
        NpgsqlConnection connection, Statement statement, SearchText text, CancellationToken cancellation)
    {
        var sources = await connection.SourcesAsync(source: null, cancellation);
        var types = await connection.KindsAsync(source: null, text.Text, exactly: true, cancellation);
        var candidates = new Candidates()
            .Range(ByKey(statement, text.Text))
            .Gathered(
                $"SELECT event AS id FROM identities WHERE source = ANY({statement.Value([.. sources])}) "
                + $"AND hash = {statement.Value(Hashes.Of(text.Text))}");
        Kinds(candidates, types);
        return text.Ids is { } ids
            ? candidates.Range(
                $"SELECT id FROM events WHERE id >= {statement.Value(ids.First.ToKey())} AND id <= {statement.Value(ids.Last.ToKey())}")
            : candidates;
    }

    /// <summary>The events of the deliveries that fit; null when those are too many to gather.</summary>
    private async Task<Candidates?> GatheredAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var all = await DeliveryRange.FindAsync(connection, filter.Destination, state: null, cancellation);
        var ranges = all.Where(range => filter.State is null || range.State == filter.State).ToList();

        // What arrived shares an index with everything of its destination, so all of that would be read.
        var read = ranges.Sum(range => range.State == DeliveryState.Delivered
            ? all.Where(other => other.Destination == range.Destination).Sum(other => other.Count)
            : range.Count);
        if (read > DeliveriesGathered)
        {
            return null;
        }

        var events = ranges.Select(range =>
            $"SELECT d.event AS id FROM deliveries d JOIN ({range.Ids}) r ON d.id = r.id WHERE d.state = {(int)range.State}").ToList();
        return events.Count == 0 ? new Candidates() : new Candidates().Gathered($"SELECT DISTINCT id FROM ({string.Join(" UNION ALL ", events)}) v");
    }
}
