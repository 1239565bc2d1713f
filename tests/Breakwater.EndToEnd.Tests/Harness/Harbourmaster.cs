using Breakwater.PostgresServer;
using Npgsql;

namespace Breakwater.EndToEnd.Tests.Harness;

/// <summary>
/// Sits in the database itself and notes whoever changes a delivery that is not its own, or leaves the trace of an attempt of it. It looks at
/// the moment of the commit, when nobody can have taken the shard since; nodes are known by the name that their connections carry. Who records
/// an event of a key may say whose turn it is, and what is old news, whoever owns the key: nothing else, and nobody else.
/// </summary>
internal static class Harbourmaster
{
    private const string Posted = """
        SET search_path = breakwater;
        CREATE TABLE intruders (node text, owner text, delivery uuid, at timestamptz NOT NULL DEFAULT clock_timestamp());
        CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
          touched uuid;
          holder text;
        BEGIN
          IF TG_TABLE_NAME = 'attempts' THEN
            touched := NEW.delivery;
          ELSE
            IF current_setting('harbour.joined', true) = 'yes' AND NEW.line IS NOT NULL AND (OLD.state, NEW.state) IN ((0, 0), (0, 3))
              AND (NEW.event, NEW.destination, NEW.shard, NEW.line, NEW.attempts, NEW.before, NEW.since)
                = (OLD.event, OLD.destination, OLD.shard, OLD.line, OLD.attempts, OLD.before, OLD.since)
              AND (NEW.status, NEW.error) IS NOT DISTINCT FROM (OLD.status, OLD.error) THEN
              RETURN NULL;
            END IF;
            touched := NEW.id;
          END IF;
          SELECT n.name INTO holder FROM breakwater.deliveries d JOIN breakwater.shards s ON s.shard = d.shard
            JOIN breakwater.nodes n ON n.id = s.owner WHERE d.id = touched;
          IF holder IS DISTINCT FROM current_setting('application_name') THEN
            INSERT INTO breakwater.intruders (node, owner, delivery) VALUES (current_setting('application_name'), holder, touched);
          END IF;
          RETURN NULL;
        END $$;
        CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM set_config('harbour.joined', 'yes', true);
          RETURN NULL;
        END $$;
        CREATE TRIGGER note AFTER INSERT ON deliveries FOR EACH ROW WHEN (NEW.line IS NOT NULL) EXECUTE FUNCTION note();
        CREATE CONSTRAINT TRIGGER look AFTER UPDATE ON deliveries DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION look();
        CREATE CONSTRAINT TRIGGER look AFTER INSERT ON attempts DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION look();
        """;

    private const string Seen =
        "SELECT node || ' changed ' || delivery || ' of ' || coalesce(owner, 'nobody') || ' at ' || at FROM breakwater.intruders LIMIT 20";

    /// <summary>What is left in the tables of work, and what does not add up, when nothing waits any more.</summary>
    private const string Left =
        "SELECT (SELECT count(*) FROM breakwater.undelivered) || ' undelivered, ' || (SELECT count(*) FROM breakwater.started) || ' started, ' "
        + "|| (SELECT count(*) FROM breakwater.events) - (SELECT count(*) FROM breakwater.identities) || ' events without an identity, ' "
        + "|| (SELECT count(*) FROM breakwater.deliveries) - (SELECT coalesce(sum(count), 0) FROM breakwater.counts) || ' deliveries not counted, ' "
        + "|| (SELECT count(*) FROM breakwater.events) - (SELECT sum(events) FROM breakwater.sources) || ' events not counted, ' "
        + "|| (SELECT count(*) FROM breakwater.lines l WHERE l.place IS DISTINCT FROM (SELECT max(d.place) FROM breakwater.deliveries d "
        + "WHERE d.destination = l.destination AND d.line = l.line AND d.state = 1)) || ' keys whose last is not known'";

    /// <summary>What waits of each destination, and of how many keys nobody has the turn.</summary>
    private const string Waiting =
        "SELECT format('%s: %s wait, %s of them due since %s, shards %s, %s keys without a turn', n.text, count(*), "
        + "count(*) FILTER (WHERE u.due <= x.now), (x.now - min(u.due)) / 10000000.0, array_agg(DISTINCT u.shard), "
        + "count(DISTINCT u.line) - count(DISTINCT u.line) FILTER (WHERE u.due IS NOT NULL)) "
        + "FROM breakwater.undelivered u JOIN breakwater.names n ON n.id = u.destination "
        + "CROSS JOIN (SELECT (extract(epoch FROM now()) * 10000000)::bigint + 621355968000000000 AS now) x WHERE u.state = 0 GROUP BY n.text, x.now ORDER BY n.text";

    /// <summary>What <see cref="LeftAsync"/> says where all is well.</summary>
    public const string Nothing = "0 undelivered, 0 started, 0 events without an identity, 0 deliveries not counted, "
        + "0 events not counted, 0 keys whose last is not known";

    /// <summary>Takes up its post; the tables are there.</summary>
    public static Task PostAsync(TestServer server) => server.RunAsync(Posted);

    /// <summary>Who changed what was another's.</summary>
    public static async Task<IReadOnlyList<string>> IntrudersAsync(TestServer server) => await LinesAsync(server, Seen);

    /// <summary>What waits; nothing when all is settled.</summary>
    public static async Task<string> WaitingAsync(TestServer server) => string.Join('\n', await LinesAsync(server, Waiting));

    /// <summary>What is left over.</summary>
    public static async Task<string> LeftAsync(TestServer server) => (await LinesAsync(server, Left)).Single();

    private static async Task<List<string>> LinesAsync(TestServer server, string sql)
    {
        var lines = new List<string>();
        await using var connection = new NpgsqlConnection(server.ConnectionTo("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            lines.Add(row.GetString(0));
        }

        return lines;
    }
}
