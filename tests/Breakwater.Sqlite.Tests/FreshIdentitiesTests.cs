using Breakwater.Model;
using Breakwater.Sqlite.Native;
using Breakwater.StoreContract;
using Xunit;

namespace Breakwater.Sqlite.Tests;

/// <summary>New identities are gathered and carried over later; wherever one is, its event is known.</summary>
public sealed class FreshIdentitiesTests
{
    private readonly Samples samples = new(seed: 11);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    public async Task An_event_is_known_before_while_and_after_it_is_carried_over_and_across_crashes(int groupSize)
    {
        await using var place = new SqlitePlace { Gather = 16 };
        var store = await place.OpenAsync();
        var first = new Dictionary<string, EventId>();
        for (var n = 0; first.Count < 200; n++)
        {
            var group = Enumerable.Range(first.Count, groupSize).Select(id => samples.Recording($"id-{id}")).ToList();
            await store.Events.RecordAsync(group, Cancellation);
            group.ForEach(recording => first.Add(recording.Event.IdempotencyId, recording.Event.Id));
            store = n % 7 == 0 ? await place.CrashAsync(store) : store;
            foreach (var (id, evt) in first.Where((_, index) => (index + n) % 5 == 0))
            {
                var receipt = (await store.Events.RecordAsync([samples.Recording(id)], Cancellation))[0];
                Assert.Equal(new Receipt(evt, Duplicate: true), receipt);
            }
        }

        await store.DisposeAsync();
        using var connection = Connection.Open(place.File);
        Assert.InRange(connection.Scalar("SELECT count(*) FROM identities")!.Value, 150, first.Count);
        Assert.InRange(connection.Scalar("SELECT sum(length(pairs)) / 16 FROM fresh_identities")!.Value, 0, 48);
    }

    [Fact]
    public async Task What_is_pruned_while_it_is_gathered_is_new_when_it_comes_again()
    {
        await using var place = new SqlitePlace { Gather = 1_000 };
        var store = await place.OpenAsync();
        await store.Events.RecordAsync([samples.Recording("owed", "crm"), samples.Recording("over")], Cancellation);
        Assert.Equal(1, await store.Events.PruneAsync(samples.Now.AddDays(1), 10, Cancellation));

        Assert.False((await store.Events.RecordAsync([samples.Recording("over")], Cancellation))[0].Duplicate);
        store = await place.CrashAsync(store);
        Assert.True((await store.Events.RecordAsync([samples.Recording("over")], Cancellation))[0].Duplicate);
        Assert.Equal(1, await store.Events.PruneAsync(samples.Now.AddDays(1), 10, Cancellation));
        store = await place.CrashAsync(store);
        var found = await store.Search.EventsAsync(new() { Text = "over" }, new(10, null), Cancellation);
        Assert.Empty(found.Items);
        Assert.False((await store.Events.RecordAsync([samples.Recording("over")], Cancellation))[0].Duplicate);
        Assert.True((await store.Events.RecordAsync([samples.Recording("over")], Cancellation))[0].Duplicate);
        store = await place.CrashAsync(store);
        Assert.True((await store.Events.RecordAsync([samples.Recording("over")], Cancellation))[0].Duplicate);
        Assert.True((await store.Events.RecordAsync([samples.Recording("owed")], Cancellation))[0].Duplicate);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_group_that_was_refused_leaves_no_identity_behind()
    {
        await using var place = new SqlitePlace(maxPages: 60);
        await using var store = await place.OpenSqliteAsync();
        var refused = Enumerable.Range(0, 20).Select(n => samples.Recording(samples.Event($"refused-{n}", bodyLength: 60_000))).ToList();
        await Assert.ThrowsAsync<Storage.StoreUnavailableException>(() => store.Events.RecordAsync(refused, Cancellation));

        var again = await store.Events.RecordAsync([samples.Recording("refused-0"), samples.Recording("refused-1")], Cancellation);
        Assert.All(again, receipt => Assert.False(receipt.Duplicate));
    }
}
