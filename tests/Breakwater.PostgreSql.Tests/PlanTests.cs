using System.Text.RegularExpressions;
using Breakwater.Model;
using Breakwater.PostgresServer;
using Breakwater.Storage;
using Breakwater.StoreContract;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Breakwater.PostgreSql.Tests;

/// <summary>
/// No question and no write scans events, deliveries or attempts: the server explains every statement as it ran it. And settling writes
/// no index.
/// </summary>
public sealed partial class PlanTests
{
    private readonly Samples samples = new(seed: 4);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_statement_goes_through_an_index()
    {
        await using var server = await TestServer.StartAsync(
            flush: false, "session_preload_libraries=auto_explain", "auto_explain.log_min_duration=0", "auto_explain.log_nested_statements=on");
        await using (var store = await OpenAsync(server))
        {
            await WriteAsync(store);
            await AskAsync(store);
        }

        await server.StopAsync();
        var plans = server.Log;
        Assert.True(Plan().Count(plans) > 100, $"only {Plan().Count(plans)} plans were seen");
        Assert.Empty(Scan().Matches(plans).Select(scan => scan.Value).Distinct());
        Assert.Empty(WholeIndex().Matches(plans).Select(scan => scan.Value).Distinct());
        Assert.Empty(SortOfWhatWaits().Matches(plans).Select(sort => sort.Value).Distinct());
        Assert.Contains("Merge Append", plans, StringComparison.Ordinal);
        Assert.DoesNotContain("using deliveries_pkey on deliveries x", plans, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settling_writes_no_index_of_deliveries()
    {
        await using var server = await TestServer.StartAsync(flush: false);
        await using (var store = await OpenAsync(server))
        {
            var group = Enumerable.Range(0, 1_000).Select(n => samples.Recording($"{n}", "crm")).ToList();
            await store.Events.RecordAsync(group, Cancellation);
            await store.Deliveries.SettleAsync(
                [.. group.Select(recording => samples.Settlement(recording.Deliveries[0].Id, 1, DeliveryState.Delivered))], [], Cancellation);
        }

        await server.StopAsync();
        await server.StartAgainAsync();
        await server.RunAsync(
            "DO $$ BEGIN IF (SELECT n_tup_hot_upd < 900 FROM pg_stat_user_tables WHERE relname = 'deliveries') "
            + "THEN RAISE EXCEPTION 'not in place'; END IF; END $$");
    }

    private static Task<PostgresStore> OpenAsync(TestServer server) => PostgresStore.OpenAsync(
        new PostgresOptions { Connection = new Secret(server.ConnectionTo("postgres")) }, TimeProvider.System, new Random(1), NullLogger.Instance, Cancellation);

    private async Task WriteAsync(PostgresStore store)
    {
        var first = samples.Recording("first", "crm", "mail");
        var replay = samples.Replay(new EventFilter());
        await store.Events.RecordAsync([first, samples.Recording("first", "crm"), samples.Recording("second", "crm")], Cancellation);
        await store.Deliveries.SettleAsync(
            [samples.Settlement(first.Deliveries[0].Id, 1, DeliveryState.Delivered)],
            [new AttemptStart(first.Deliveries[1].Id, 1, samples.Now) { Node = "n" }], Cancellation);
        await store.Deliveries.RecoverAsync(samples.Now, Cancellation);
        await store.Deliveries.RetryAsync(first.Deliveries[1].Id, samples.Now, Cancellation);
        await store.Replays.CreateAsync(replay, Cancellation);
        await store.Replays.AdvanceAsync(replay, [samples.Delivery(first.Event, "mail")], Cancellation);
        await store.Replays.CancelAsync(replay.Id, samples.Now, Cancellation);
        await store.Deliveries.CancelAsync(first.Deliveries[1].Id, samples.Now, Cancellation);
        await WriteInOrderAsync(store);
        await JudgeAsync(store);
        await store.Events.PruneAsync(samples.Now.AddDays(1), 10, Cancellation);
        await store.Events.RecordAsync([.. Enumerable.Range(0, 30).Select(n => samples.Recording(samples.Event($"{n}", key: "k"), "crm", "mail"))], Cancellation);
        await MoveAsync(store);
    }

    /// <summary>Everything once more, as if it came from elsewhere: what is there, and what is new with all that can be about it.</summary>
    private async Task MoveAsync(PostgresStore store)
    {
        var there = await store.Transfer.ReadEventsAsync(null, 100, long.MaxValue, Cancellation);
        var evt = samples.Event("moved", key: "k");
        var delivery = samples.Delivery(evt);
        var moved = new WholeEvent
        {
            Event = evt,
            Duplicates = 1,
            LastDuplicateAt = samples.Now,
            Deliveries =
            [
                new WholeDelivery
                {
                    Delivery = delivery,
                    Attempts = [samples.Settlement(delivery.Id, 1, DeliveryState.Waiting).Attempt],
                    Started = new AttemptStart(delivery.Id, 2, samples.Now) { Node = "n" },
                },
            ],
        };
        await store.Transfer.WriteAsync([.. there, moved], [samples.Replay(new EventFilter())], Cancellation);
        await MoveInOrderAsync(store);
        await store.Transfer.ReadReplaysAsync(null, 10, Cancellation);
        await store.Transfer.CountEventsAsync(Cancellation);
    }

    /// <summary>Lines that come without a turn: of a shard that nobody has, and of one in which a node is at work.</summary>
    private async Task MoveInOrderAsync(PostgresStore store)
    {
        for (var n = 0; n < 8; n++)
        {
            var evt = samples.Event($"m{n}", key: $"m{n}");
            var whole = new WholeEvent { Event = evt, Deliveries = [new WholeDelivery { Delivery = samples.Ordered(evt) with { NextAttemptAt = null } }] };
            await store.Transfer.WriteAsync([whole], [], Cancellation);
            await store.Deliveries.RecoverAsync(samples.Now, Cancellation);
        }

        await store.Leases.JoinAsync("busy", TimeSpan.FromMinutes(5), Cancellation);
        await store.Leases.ClaimAsync(ShardSet.All, samples.Now, Cancellation);
        var late = samples.Event("late", key: "late");
        var held = new WholeDelivery { Delivery = samples.Ordered(late) with { NextAttemptAt = null } };
        await store.Transfer.WriteAsync([new WholeEvent { Event = late, Deliveries = [held] }], [], Cancellation);
    }

    /// <summary>Every verdict, and everything that is asked of entities; often enough that plans are kept.</summary>
    private async Task JudgeAsync(PostgresStore store)
    {
        var entities = new EntitySamples(samples);
        for (var n = 0; n < 8; n++)
        {
            string[] said = ["shipped", "paid", "created", "created", "cancelled", "delivered", "paid"];
            var group = said.Select((state, i) => entities.Say($"e{n}-{i}", state, $"{n}")).ToList();
            await store.Events.RecordAsync(group, Cancellation);
            await store.Events.RecordAsync(group, Cancellation);
            await store.Events.RecordAsync([entities.Say($"late{n}", "paid", $"late{n}", rules: EntitySamples.Parcels)], Cancellation);
            await store.Entities.TimeOutAsync(EntitySamples.All, samples.Now.AddHours(1), 1, Cancellation);
            await store.Entities.FindAsync("order", $"{n}", Cancellation);
            await store.Entities.PlacesAsync([group[0].Event.Id], Cancellation);
            foreach (var state in new[] { null, "paid" })
            {
                await store.Entities.ListAsync(new EntityFilter { Type = "order", State = state, Drift = true }, new PageRequest(10, null), Cancellation);
            }

            await store.Entities.PruneAsync(samples.Now.AddDays(-1), 10, Cancellation);
        }
    }

    /// <summary>Every kind of turn that is given, kept, passed and lost; often enough that plans are kept.</summary>
    private async Task WriteInOrderAsync(PostgresStore store)
    {
        for (var key = 0; key < 8; key++)
        {
            var recordings = new[] { "5", "5", "3", null, "9", "4" }.Select((version, n) => samples.Event($"o{key}-{n}", key: $"k{key}") with { Version = version })
                .Select(evt => new Storage.Recording(evt, [samples.Ordered(evt), samples.Ordered(evt, "mail", DeliveryOrder.Latest)])).ToList();
            await store.Events.RecordAsync(recordings, Cancellation);
            for (var n = 0; n < recordings.Count; n++)
            {
                var state = n == 3 ? DeliveryState.Dead : DeliveryState.Delivered;
                await store.Deliveries.SettleAsync([samples.Settlement(recordings[n].Deliveries[0].Id, 1, state) with { Ordered = true }], [], Cancellation);
            }

            await store.Deliveries.AddAsync([samples.Ordered(recordings[3].Event)], Cancellation);
            await store.Deliveries.RetryAsync(recordings[3].Deliveries[0].Id, samples.Now, Cancellation);
        }
    }

    private async Task AskAsync(PostgresStore store)
    {
        var page = new PageRequest(10, samples.NextId());
        foreach (var filter in EventFilters())
        {
            await store.Search.EventsAsync(filter, page, Cancellation);
            await store.Replays.NextAsync(samples.Replay(filter), 10, Cancellation);
        }

        foreach (var filter in DeliveryFilters())
        {
            await store.Search.DeliveriesAsync(filter, page, Cancellation);
        }

        await store.Search.CountsAsync(Cancellation);
        await store.Deliveries.BacklogsAsync(Cancellation);
        await store.Search.EventAsync(new EventId(page.After!.Value), Cancellation);
        await store.Search.DeliveryAsync(new DeliveryId(page.After!.Value), Cancellation);
        var due = new DueRequest { Destination = "crm", Now = samples.Now.AddDays(1), Limit = 10, LimitBytes = 100, Held = new HashSet<DeliveryId>() };
        await store.Deliveries.FetchDueAsync([due, due with { Destination = "mail" }], Cancellation);
    }

    private IEnumerable<EventFilter> EventFilters() =>
        from source in new[] { null, "shop" }
        from type in new[] { null, "order.paid", "order.*" }
        from key in new[] { null, "k" }
        from state in new DeliveryState?[] { null, DeliveryState.Waiting, DeliveryState.Dead }
        from destination in new[] { null, "crm" }
        from text in new[] { null, "order.paid", "evt_0" }
        select new EventFilter
        {
            Source = source,
            Type = type,
            Key = key,
            State = state,
            Destination = destination,
            Text = text,
            From = key is null ? null : samples.Now.AddDays(-1),
            To = key is null ? null : samples.Now,
        };

    private static IEnumerable<DeliveryFilter> DeliveryFilters() =>
        from destination in new[] { null, "crm" }
        from state in new DeliveryState?[] { null, DeliveryState.Waiting, DeliveryState.Delivered, DeliveryState.Dead }
        from source in new[] { null, "shop" }
        from key in new[] { null, "k" }
        select new DeliveryFilter { Destination = destination, State = state, Source = source, Key = key };

    [GeneratedRegex(@"\bplan:$", RegexOptions.Multiline)]
    private static partial Regex Plan();

    [GeneratedRegex(@"Seq Scan on (events|deliveries|undelivered|attempts|identities|duplicates|started|lines|entities|entity_events)\b[^\n]*")]
    private static partial Regex Scan();

    /// <summary>Everything that waits, sorted for the few that are asked for.</summary>
    [GeneratedRegex(@"Sort  \(cost[^\n]*\n\s*Sort Key: undelivered\.due[^\n]*")]
    private static partial Regex SortOfWhatWaits();

    /// <summary>An index that is read from end to end: it is named, and no condition follows.</summary>
    [GeneratedRegex(@"Index (Only )?Scan (Backward )?using \w+ on (attempts|identities|duplicates|undelivered|lines)[^\n]*\n(?![^\n]*Index Cond)[^\n]*")]
    private static partial Regex WholeIndex();
}
