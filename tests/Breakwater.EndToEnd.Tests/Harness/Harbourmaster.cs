using Breakwater.PostgresServer;
using Npgsql;

namespace Breakwater.EndToEnd.Tests.Harness;

/// <summary>
/// Sits in the database itself and notes whoever changes a delivery that is not its own, or leaves the trace of an attempt of it. It looks at the moment of the commit, when nobody
/// can have taken the shard since; nodes are known by the name that their connections carry.
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
          IF TG_TABLE_NAME = 'attempts' THEN touched := NEW.delivery; ELSE touched := NEW.id; END IF;
          SELECT n.name INTO holder FROM breakwater.deliveries d JOIN breakwater.shards s ON s.shard = d.shard
            JOIN breakwater.nodes n ON n.id = s.owner WHERE d.id = touched;
          IF holder IS DISTINCT FROM current_setting('application_name') THEN
            INSERT INTO breakwater.intruders (node, owner, delivery) VALUES (current_setting('application_name'), holder, touched);
          END IF;
          RETURN NULL;
        END $$;
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
        + "|| (SELECT count(*) FROM breakwater.events) - (SELECT sum(events) FROM breakwater.sources) || ' events not counted'";

    /// <summary>What <see cref="LeftAsync"/> says where all is well.</summary>
    public const string Nothing = "0 undelivered, 0 started, 0 events without an identity, 0 deliveries not counted, 0 events not counted";

    /// <summary>Takes up its post; the tables are there.</summary>
    public static Task PostAsync(TestServer server) => server.RunAsync(Posted);

    /// <summary>Who changed what was another's.</summary>
    public static async Task<IReadOnlyList<string>> IntrudersAsync(TestServer server) => await LinesAsync(server, Seen);

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
