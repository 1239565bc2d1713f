using Breakwater.Model;
using Breakwater.Sqlite.Native;
using Breakwater.Sqlite.Reading;
using Breakwater.Sqlite.Writing;
using Breakwater.Storage;
using Breakwater.StoreContract;
using Xunit;

namespace Breakwater.Sqlite.Tests;

/// <summary>
/// No question and no write scans events, deliveries or attempts, nor sorts them: every statement that is ever prepared is explained.
/// </summary>
public sealed class PlanTests
{
    private static readonly string[] Large = ["events", "deliveries", "attempts", "identities", "duplicates", "e", "d", "a", "i", "h", "entities", "entity_events", "audit"];

    private readonly Samples samples = new(seed: 4);

    [Fact]
    public async Task Every_statement_goes_through_an_index()
    {
        await using var place = new SqlitePlace();
        await (await place.OpenSqliteAsync()).DisposeAsync();
        using var connection = Connection.Open(place.File);
        Write(new WriteSession(connection));
        Ask(connection);
        var statements = connection.Statements.ToList();

        Assert.True(statements.Count > 40, $"only {statements.Count} statements were seen");
        var wrong = statements.Select(sql => (Sql: sql, Plan: Plan(connection, sql)))
            .Where(found => found.Plan.Exists(IsWrong) && !IsWalkAlongTheIds(found.Sql))
            .Select(found => $"{found.Sql}\n    {string.Join("\n    ", found.Plan)}");
        Assert.Empty(wrong);
    }

    [Fact]
    public void The_check_sees_a_scan_and_a_sort()
    {
        Assert.True(IsWrong("SCAN e"));
        Assert.True(IsWrong("SCAN deliveries USING COVERING INDEX deliveries_due"));
        Assert.True(IsWrong("USE TEMP B-TREE FOR ORDER BY"));
        Assert.False(IsWrong("SEARCH e USING INTEGER PRIMARY KEY (rowid=?)"));
        Assert.False(IsWrong("SCAN kinds"));
    }

    private static bool IsWrong(string step) =>
        step.Contains("TEMP B-TREE", StringComparison.Ordinal)
        || (step.StartsWith("SCAN ", StringComparison.Ordinal) && Large.Contains(step.Split(' ')[1]));

    /// <summary>The names of counters are sorted, of which there are a handful; the greatest id is the end of the table.</summary>
    private static bool IsWalkAlongTheIds(string sql) =>
        sql.Contains("ORDER BY n.text", StringComparison.Ordinal);

    private static List<string> Plan(Connection connection, string sql)
    {
        var steps = new List<string>();
        using var plan = connection.Query($"EXPLAIN QUERY PLAN {sql}");
        while (plan.Read())
        {
            steps.Add(plan.Text(3));
        }

        return steps;
    }

    private void Write(WriteSession session)
    {
        var first = samples.Recording("first", "crm", "mail");
        var replay = samples.Replay(new EventFilter());
        session.Begin();
        session.Record([first, samples.Recording("first", "crm"), samples.Recording("second", "crm")]);
        session.Settle(
            [samples.Settlement(first.Deliveries[0].Id, 1, DeliveryState.Delivered)],
            [new AttemptStart(first.Deliveries[1].Id, 1, samples.Now) { Node = "n" }]);
        session.Recover(samples.Now);
        session.Settle([samples.Settlement(first.Deliveries[0].Id, 1, DeliveryState.Dead)], []);
        session.Retry(first.Deliveries[1].Id, samples.Now);
        session.Cancel(first.Deliveries[1].Id, samples.Now);
        Rows.ReplayRow.Insert(session.Connection, replay);
        session.Advance(replay, [samples.Delivery(first.Event, "mail")]);
        session.Cancel(replay.Id, samples.Now);
        session.BringForward([new DueMark(samples.Now, first.Deliveries[1].Id)], Forwarding());
        session.Write(
            [
                new WholeEvent
                {
                    Event = samples.Event("moved"),
                    Duplicates = 1,
                    Deliveries = [new WholeDelivery { Delivery = samples.Delivery(first.Event), Started = new AttemptStart(first.Deliveries[1].Id, 1, samples.Now) }],
                },
                new WholeEvent { Event = first.Event },
            ],
            [replay]);
        WriteInOrder(session);
        var entities = new EntitySamples(samples);
        session.Record([.. new[] { "shipped", "created", "paid" }.Select((state, n) => entities.Say($"said{n}", state))]);
        session.Record([entities.Say("late", "paid", rules: EntitySamples.Parcels)]);
        session.TimeOut(EntitySamples.All, samples.Now.AddHours(1), 10);
        session.PruneEntities(samples.Now.AddDays(-1), 10);
        session.Prune([first.Event.Id.Value.High], samples.Now.AddDays(1));
        session.Commit();
    }

    /// <summary>Every kind of turn that is given, kept, passed and lost.</summary>
    private void WriteInOrder(WriteSession session)
    {
        var recordings = new[] { "5", "5", "3", null, "9", "4" }.Select((version, n) => samples.Event($"o{n}", key: "k") with { Version = version })
            .Select((evt, n) => new Storage.Recording(evt, [samples.Ordered(evt), samples.Ordered(evt, "mail", DeliveryOrder.Latest)])).ToList();
        session.Record(recordings);
        foreach (var (recording, n) in recordings.Select((recording, n) => (recording, n)))
        {
            session.Settle([samples.Settlement(recording.Deliveries[0].Id, 1, n == 3 ? DeliveryState.Dead : DeliveryState.Delivered) with { Ordered = true }], []);
        }

        session.Settle([samples.Settlement(recordings[0].Deliveries[1].Id, 1, DeliveryState.Waiting, samples.Now.AddHours(1)) with { Ordered = true }], []);
        session.InsertKnown([samples.Ordered(recordings[3].Event)]);
        session.Retry(recordings[3].Deliveries[0].Id, samples.Now);
        session.InsertMoved(samples.Ordered(recordings[4].Event));
        session.Recover(samples.Now);
        session.Prune([recordings[0].Event.Id.Value.High], samples.Now.AddDays(1));
    }

    private void Ask(Connection connection)
    {
        var page = new PageRequest(10, samples.NextId());
        foreach (var filter in EventFilters())
        {
            connection.Events(filter, page);
            connection.CountEvents(filter);
            connection.Next(samples.Replay(filter), 10);
        }

        foreach (var filter in DeliveryFilters())
        {
            connection.Deliveries(filter, page);
        }

        foreach (var filter in new AuditFilter[] { new(), new() { Actor = "ops" }, new() { Action = "token.add" }, new() { Actor = "ops", Action = "token.add" } })
        {
            SqliteAudit.List(connection, filter, page);
        }

        var id = page.After!.Value;
        connection.Event(new EventId(id));
        connection.Delivery(connection.Deliveries(new DeliveryFilter(), page).Items[0].Delivery.Id);
        connection.Ids("events", id, id);
        connection.Ids("deliveries", id, id);
        connection.Counts();
        connection.Backlogs();
        connection.Due([new DueRequest { Destination = "crm", Now = samples.Now.AddDays(1), Limit = 10, LimitBytes = 1, Held = new HashSet<DeliveryId>() }], (_, _) => { });
        ForwardWrites.Find(connection, Forwarding());
        connection.WholeEvents(null, 10, long.MaxValue);
        connection.Replays(null, 10);
        connection.CountOfEvents();
        PruneWrites.FindOver(connection, new IdSpan(0, id.High, NewestFirst: false), samples.Now, 10);
        Rows.ReplayRow.Newest(connection, 10);
        connection.Entity("order", "42");
        connection.EntityPlaces(new EventId(id));
        connection.Entities(new EntityFilter { Type = "order" }, page);
        connection.Entities(new EntityFilter { Type = "order", State = "paid", Drift = true }, page);
    }

    private Forwarding Forwarding() =>
        new() { Destination = "crm", After = new DueMark(samples.Now, default), By = TimeSpan.FromHours(1), NotBefore = samples.Now, Limit = 10 };

    private IEnumerable<EventFilter> EventFilters() =>
        from source in new[] { null, "shop" }
        from type in new[] { null, "order.paid", "order.*" }
        from key in new[] { null, "k" }
        from state in new DeliveryState?[] { null, DeliveryState.Waiting, DeliveryState.Dead }
        from destination in new[] { null, "crm" }
        from text in new[] { null, "order.paid", "evt_0" }
        from time in new DateTimeOffset?[] { null, samples.Now }
        select new EventFilter
        {
            Source = source,
            Type = type,
            Key = key,
            State = state,
            Destination = destination,
            Text = text,
            From = time?.AddDays(-1),
            To = time,
        };

    private IEnumerable<DeliveryFilter> DeliveryFilters() =>
        from destination in new[] { null, "crm" }
        from state in new DeliveryState?[] { null, DeliveryState.Waiting, DeliveryState.Delivered, DeliveryState.Dead }
        from source in new[] { null, "shop" }
        from key in new[] { null, "k" }
        from time in new DateTimeOffset?[] { null, samples.Now }
        select new DeliveryFilter { Destination = destination, State = state, Source = source, Key = key, From = time?.AddDays(-1), To = time };
}
