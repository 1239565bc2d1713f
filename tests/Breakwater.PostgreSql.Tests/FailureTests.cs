using Breakwater.Model;
using Breakwater.PostgresServer;
using Breakwater.Storage;
using Breakwater.StoreContract;
using Npgsql;
using Xunit;

namespace Breakwater.PostgreSql.Tests;

/// <summary>Rows 22, 24, 25 and 78: lost answers, locks, conflicts, and two nodes with the same event.</summary>
public sealed class FailureTests : IAsyncDisposable
{
    private readonly PostgresPlace place = new();
    private readonly Samples samples = new(seed: 3);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => place.DisposeAsync();

    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_found_and_is_no_duplicate()
    {
        var server = await PostgresPlace.ServerAsync();
        await using var strait = new Strait(server.Port);
        await using var store = await ThroughAsync(strait, server.Port);
        await store.Events.RecordAsync([samples.Recording("before", "crm")], Cancellation);
        var group = new[] { samples.Recording("a", "crm"), samples.Recording("b", "crm"), samples.Recording("a", "crm") };

        strait.SwallowNextAnswer();
        var receipts = await store.Events.RecordAsync(group, Cancellation);

        Assert.Equal(1, strait.Swallowed);
        Assert.Equal([false, false, true], receipts.Select(receipt => receipt.Duplicate));
        Assert.Equal(group[0].Event.Id, receipts[2].Id);
        Assert.Equal(3, await store.Search.CountEventsAsync(new EventFilter(), Cancellation));
        Assert.Equal(1, (await store.Search.EventAsync(group[0].Event.Id, Cancellation))!.Summary.Duplicates);
        Assert.Equal(new SourceCount("shop", 3, 1, group[1].Event.ReceivedAt), Assert.Single((await store.Search.CountsAsync(Cancellation)).Sources));
    }

    [Fact]
    public async Task A_settlement_whose_answer_was_lost_is_settled_once()
    {
        var server = await PostgresPlace.ServerAsync();
        await using var strait = new Strait(server.Port);
        await using var store = await ThroughAsync(strait, server.Port);
        var recording = samples.Recording("a", "crm");
        await store.Events.RecordAsync([recording], Cancellation);

        strait.SwallowNextAnswer();
        await store.Deliveries.SettleAsync([samples.Settlement(recording.Deliveries[0].Id, 1, DeliveryState.Delivered)], [], Cancellation);

        Assert.Equal(1, strait.Swallowed);
        Assert.Equal([new DeliveryCount("crm", DeliveryState.Delivered, 1)], (await store.Search.CountsAsync(Cancellation)).Deliveries);
        Assert.Single((await store.Search.DeliveryAsync(recording.Deliveries[0].Id, Cancellation))!.Attempts);
    }

    [Fact]
    public async Task Connections_that_were_cut_are_made_again_unnoticed()
    {
        await using var store = await place.OpenPostgresAsync();
        for (var n = 0; n < 5; n++)
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(i => store.Events.RecordAsync([samples.Recording($"{n}-{i}")], Cancellation)));
            await place.DisconnectAsync();
        }

        Assert.Equal(20, await store.Search.CountEventsAsync(new EventFilter(), Cancellation));
    }

    [Fact]
    public async Task A_lock_that_is_not_given_up_is_said_in_time_and_nothing_piles_up()
    {
        await using var store = await place.OpenPostgresAsync(options => options with
        {
            StatementTimeout = TimeSpan.FromSeconds(1),
            ConnectTimeout = TimeSpan.FromSeconds(1),
            Connections = 1,
        });
        await store.Events.RecordAsync([samples.Recording("before", "crm")], Cancellation);
        await using (var other = new NpgsqlConnection(await place.ConnectionAsync()))
        {
            await other.OpenAsync(Cancellation);
            await using var transaction = await other.BeginTransactionAsync(Cancellation);
            await using var command = new NpgsqlCommand("LOCK TABLE breakwater.identities", other, transaction);
            await command.ExecuteNonQueryAsync(Cancellation);
            var refused = await Task.WhenAll(Enumerable.Range(0, 3).Select(n =>
                Record.ExceptionAsync(() => store.Events.RecordAsync([samples.Recording($"{n}")], Cancellation)).AsTask()));

            Assert.All(refused, one => Assert.Contains("did not answer in time", Assert.IsType<StoreUnavailableException>(one).Message, StringComparison.Ordinal));
            Assert.Equal(1, await store.Search.CountEventsAsync(new EventFilter(), Cancellation));
        }

        Assert.False((await store.Events.RecordAsync([samples.Recording("0")], Cancellation))[0].Duplicate);
    }

    [Theory]
    [InlineData("40P01", 3, true)]
    [InlineData("40001", 3, true)]
    [InlineData("40P01", 1_000, false)]
    public async Task A_conflict_is_tried_again_within_bounds(string state, int times, bool succeeds)
    {
        await using var store = await place.OpenPostgresAsync();
        await place.RunAsync(
            "CREATE SEQUENCE conflicts; CREATE FUNCTION conflict() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            + $"IF nextval('breakwater.conflicts') <= {times} THEN RAISE EXCEPTION 'in the way' USING ERRCODE = '{state}'; END IF; RETURN NULL; END $$; "
            + "CREATE TRIGGER conflict AFTER INSERT ON events FOR EACH STATEMENT EXECUTE FUNCTION conflict()");

        var failure = await Record.ExceptionAsync(() => store.Events.RecordAsync([samples.Recording("a", "crm")], Cancellation));

        Assert.Equal(succeeds, failure is null);
        Assert.True(succeeds || failure is StoreUnavailableException, $"{failure}");
        Assert.Equal(succeeds ? 1 : 0, await store.Search.CountEventsAsync(new EventFilter { Source = "shop" }, Cancellation));
    }

    [Fact]
    public async Task Two_nodes_that_receive_the_same_events_at_once_record_each_once()
    {
        await using var one = await place.OpenPostgresAsync();
        await using var two = await place.OpenPostgresAsync();
        var chance = new Random(5);
        var groups = Enumerable.Range(0, 60)
            .Select(_ => Enumerable.Range(0, chance.Next(1, 30)).Select(_ => samples.Recording($"id-{chance.Next(80)}", "crm", "mail")).ToList()).ToList();

        var receipts = await Task.WhenAll(groups.Select((group, n) => (n % 2 == 0 ? one : two).Events.RecordAsync(group, Cancellation)));

        var told = groups.Zip(receipts).SelectMany(pair => pair.First.Zip(pair.Second)).ToList();
        foreach (var identity in told.GroupBy(answer => answer.First.Event.IdempotencyId))
        {
            Assert.Single(identity.Select(answer => answer.Second.Id).Distinct());
            Assert.Single(identity, answer => !answer.Second.Duplicate);
        }

        var distinct = told.Select(answer => answer.First.Event.IdempotencyId).Distinct().Count();
        var counts = await two.Search.CountsAsync(Cancellation);
        Assert.Equal((distinct, told.Count - distinct), (counts.Sources[0].Events, counts.Sources[0].Duplicates));
        Assert.Equal(distinct, await one.Search.CountEventsAsync(new EventFilter { Source = "shop" }, Cancellation));
        Assert.All(counts.Deliveries, count => Assert.Equal(distinct, count.Count));
    }

    [Fact]
    public async Task Hostile_texts_are_kept_and_pruned_like_any_other()
    {
        await using var store = await place.OpenPostgresAsync();
        var texts = new[] { "a\0b", "a", "a\0c", "\0", "\uE0F1", "\uE0F10", "'; DROP TABLE events; --", new string('x', 70_000), new string('\u20AC', 1_024) };
        foreach (var text in texts)
        {
            var evt = samples.Event(text, type: text, key: text);
            Assert.False((await store.Events.RecordAsync([samples.Recording(evt, "crm")], Cancellation))[0].Duplicate);
            Assert.True((await store.Events.RecordAsync([samples.Recording(text, "crm")], Cancellation))[0].Duplicate);
            var found = await store.Search.EventsAsync(new EventFilter { Text = text }, new PageRequest(5, null), Cancellation);
            var line = Assert.Single(found.Items, line => line.Event.Id == evt.Id);
            Assert.Equal((text, text, text), (line.Event.IdempotencyId, line.Event.Type, line.Event.Key));
        }

        var owed = await store.Search.DeliveriesAsync(new DeliveryFilter(), new PageRequest(50, null), Cancellation);
        await store.Deliveries.SettleAsync(
            [.. owed.Items.Select(line => samples.Settlement(line.Delivery.Id, 1, DeliveryState.Delivered))], [], Cancellation);
        Assert.Equal(texts.Length, await store.Events.PruneAsync(samples.Now.AddDays(1), 50, Cancellation));
    }

    [Fact]
    public async Task A_closed_store_says_so()
    {
        var store = await place.OpenPostgresAsync();
        await store.DisposeAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.ProbeAsync(Cancellation));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Search.CountsAsync(Cancellation));
        await store.DisposeAsync();
    }

    private async Task<PostgresStore> ThroughAsync(Strait strait, int port)
    {
        var server = await PostgresPlace.ServerAsync();
        var socket = await place.ConnectionAsync();
        var database = new NpgsqlConnectionStringBuilder(socket).Database!;
        var through = server.ConnectionTo(database).Replace($"Port={port}", $"Port={strait.Port}", StringComparison.Ordinal);
        return await place.OpenPostgresAsync(options => options with { Connection = new Secret(through) });
    }
}
