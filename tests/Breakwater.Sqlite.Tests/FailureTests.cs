using Breakwater.Model;
using Breakwater.Sqlite.Native;
using Breakwater.Sqlite.Writing;
using Breakwater.Storage;
using Breakwater.StoreContract;
using Microsoft.Extensions.Logging.Abstractions;
using SQLitePCL;
using Xunit;

namespace Breakwater.Sqlite.Tests;

/// <summary>A store that cannot commit says why, keeps nothing of what it refused, and goes on by itself.</summary>
public sealed class FailureTests
{
    private readonly Samples samples = new(seed: 3);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_refuses_whole_groups_and_goes_on_when_there_is_room()
    {
        await using var place = new SqlitePlace(maxPages: 120);
        await using var store = await place.OpenSqliteAsync();
        var kept = new List<Storage.Recording>();
        StoreUnavailableException? full = null;
        while (full is null)
        {
            var group = Enumerable.Range(0, 5).Select(n => Recording($"{kept.Count + n}", bodyLength: 5_000)).ToList();
            full = await Record.ExceptionAsync(() => store.Events.RecordAsync(group, Cancellation)) as StoreUnavailableException;
            kept.AddRange(full is null ? group : []);
        }

        Assert.Contains("full", full.Message, StringComparison.Ordinal);
        Assert.Contains(place.File, full.Message, StringComparison.Ordinal);
        Assert.Equal(kept.Count, await store.Search.CountEventsAsync(new EventFilter { To = DateTimeOffset.MaxValue }, Cancellation));
        Assert.Equal(kept.Count, (await store.Search.CountsAsync(Cancellation)).Deliveries.Sum(count => count.Count));

        await store.Deliveries.SettleAsync([samples.Settlement(kept[0].Deliveries[0].Id, 1, DeliveryState.Delivered)], [], Cancellation);
        Assert.Equal(1, await store.Events.PruneAsync(samples.Now.AddDays(1), 10, Cancellation));
        await store.Events.RecordAsync([Recording("after", bodyLength: 3_000)], Cancellation);
    }

    [Fact]
    public async Task A_probe_fails_when_the_file_is_taken_away_and_succeeds_afterwards()
    {
        await using var place = new SqlitePlace();
        await using var store = await place.OpenSqliteAsync();
        using (var other = Connection.Open(place.File))
        {
            other.Execute("CREATE TRIGGER refuse BEFORE UPDATE ON probe BEGIN SELECT raise(ABORT, 'no'); END");
        }

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.ProbeAsync(Cancellation));
        using (var other = Connection.Open(place.File))
        {
            other.Execute("DROP TRIGGER refuse");
        }

        await store.ProbeAsync(Cancellation);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    public async Task An_input_output_error_at_the_nth_operation_fails_that_one_only(int nth)
    {
        await using var place = new SqlitePlace();
        await (await place.OpenSqliteAsync()).DisposeAsync();
        var opened = 0;
        Connection Open()
        {
            opened++;
            return Connection.Open(place.File);
        }

        await using var writer = new Writer(place.File, Open(), Open, NullLogger.Instance);
        using var begun = new ManualResetEventSlim();
        var first = writer.WriteAsync(_ => begun.Wait(TimeSpan.FromMinutes(1), Cancellation), Cancellation);
        var writes = Enumerable.Range(1, 8).Select(n => writer.WriteAsync(session => Touch(session, n == nth), Cancellation)).ToList();
        begun.Set();

        Assert.True(await first);
        for (var n = 1; n <= writes.Count; n++)
        {
            var outcome = await Record.ExceptionAsync(() => writes[n - 1]);
            Assert.True(n == nth ? outcome is StoreUnavailableException : outcome is null, $"operation {n}: {outcome}");
        }

        Assert.True(opened >= 2, "a connection whose write failed must not be used again");
        Assert.Equal(7, await writer.WriteAsync(session => session.Connection.Scalar("SELECT count FROM probe"), Cancellation));
    }

    [Fact]
    public async Task A_bug_in_one_operation_does_not_fail_the_others()
    {
        await using var place = new SqlitePlace();
        await using var store = await place.OpenSqliteAsync();
        var good = samples.Recording("good", "crm");
        var bad = samples.Recording("bad", "crm") with { Deliveries = [good.Deliveries[0]] };
        var tasks = new[] { store.Events.RecordAsync([good], Cancellation), store.Events.RecordAsync([bad], Cancellation) };

        Assert.NotNull(await Record.ExceptionAsync(() => tasks[1]));
        Assert.False((await tasks[0])[0].Duplicate);
        Assert.Equal(1, await store.Search.CountEventsAsync(new EventFilter(), Cancellation));
        Assert.False((await store.Events.RecordAsync([samples.Recording("bad", "crm")], Cancellation))[0].Duplicate);
    }

    [Fact]
    public async Task A_closed_store_says_so()
    {
        await using var place = new SqlitePlace();
        var store = await place.OpenSqliteAsync();
        await store.DisposeAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.ProbeAsync(Cancellation));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Search.CountsAsync(Cancellation));
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Hostile_texts_are_kept_and_pruned_like_any_other()
    {
        await using var place = new SqlitePlace();
        await using var store = await place.OpenSqliteAsync();
        var texts = new[] { "a\0b", "a", "a\0c", "\0", "'; DROP TABLE events; --", new string('x', 70_000) };
        foreach (var text in texts)
        {
            var evt = samples.Event(text, type: text, key: text);
            Assert.False((await store.Events.RecordAsync([samples.Recording(evt, "crm")], Cancellation))[0].Duplicate);
            Assert.True((await store.Events.RecordAsync([samples.Recording(text, "crm")], Cancellation))[0].Duplicate);
            var found = await store.Search.EventsAsync(new EventFilter { Text = text }, new PageRequest(5, null), Cancellation);
            Assert.Contains(found.Items, line => line.Event.Id == evt.Id);
        }

        var owed = await store.Search.DeliveriesAsync(new DeliveryFilter(), new PageRequest(50, null), Cancellation);
        await store.Deliveries.SettleAsync(
            [.. owed.Items.Select(line => samples.Settlement(line.Delivery.Id, 1, DeliveryState.Delivered))], [], Cancellation);
        Assert.Equal(texts.Length, await store.Events.PruneAsync(samples.Now.AddDays(1), 50, Cancellation));
        Assert.All(texts, text => Assert.False(store.Events.RecordAsync([samples.Recording(text)], Cancellation).GetAwaiter().GetResult()[0].Duplicate));
    }

    private static bool Touch(WriteSession session, bool fails)
    {
        session.Connection.Query("UPDATE probe SET count = count + 1").Run();
        return fails ? throw new SqliteFailure(raw.SQLITE_IOERR_FSYNC, "disk I/O error") : true;
    }

    private Storage.Recording Recording(string id, int bodyLength) => samples.Recording(samples.Event(id, bodyLength: bodyLength), "crm");
}
