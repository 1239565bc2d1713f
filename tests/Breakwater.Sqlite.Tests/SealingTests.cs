using System.Text;
using Breakwater.Model;
using Breakwater.Sqlite.Native;
using Breakwater.Storage;
using Breakwater.Storage.Sealing;
using Breakwater.StoreContract;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Breakwater.Sqlite.Tests;

/// <summary>What is on the disk of an encrypted store, and what happens with its keys.</summary>
public sealed class SealingTests : IAsyncDisposable
{
    private const string Secret = "4242424242424242 of Ada Lovelace";

    private readonly SealKey old = SealKey.TryRead(new string('a', 64))!;
    private readonly SealKey current = SealKey.TryRead(Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray()))!;
    private readonly Samples samples = new(seed: 9);
    private readonly FakeTimeProvider clock = new();
    private readonly SqlitePlace place = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => place.DisposeAsync();

    [Fact]
    public async Task Nothing_of_bodies_and_headers_is_on_the_disk_and_everything_comes_back()
    {
        var recording = Recording();
        var settlement = Answered(recording.Deliveries[0].Id);
        await using (var store = await OpenAsync(current))
        {
            await store.Events.RecordAsync([recording], Cancellation);
            await store.Deliveries.SettleAsync([settlement], [], Cancellation);
        }

        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(place.File)!))
        {
            var bytes = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Cancellation));
            Assert.DoesNotContain("Ada Lovelace", bytes, StringComparison.Ordinal);
        }

        await using var again = await OpenAsync(current);
        var evt = (await again.Search.EventAsync(recording.Event.Id, Cancellation))!.Summary;
        Assert.True(WholeEvent.IsSame(recording.Event, evt.Event));
        Assert.Equal(recording.Event.Body.Length, (await again.Search.EventsAsync(new EventFilter(), new PageRequest(1, null), Cancellation)).Items[0].BodyLength);
        var attempt = (await again.Search.DeliveryAsync(recording.Deliveries[0].Id, Cancellation))!.Attempts[0];
        Assert.Equal(Secret, Encoding.UTF8.GetString(attempt.ResponseBody.Span));
        Assert.Equal(Secret, Encoding.UTF8.GetString(attempt.RequestBody.Span));
        Assert.Equal([new Header("X-Back", Secret)], attempt.ResponseHeaders);
    }

    [Fact]
    public async Task After_a_rotation_new_rows_have_the_new_key_and_old_ones_are_read_with_the_old_one()
    {
        var (before, after) = (Recording(), Recording());
        await using (var store = await OpenAsync(old))
        {
            await store.Events.RecordAsync([before], Cancellation);
        }

        await using (var store = await OpenAsync(current, old))
        {
            await store.Events.RecordAsync([after], Cancellation);
            foreach (var recording in new[] { before, after })
            {
                Assert.True(WholeEvent.IsSame(recording.Event, (await store.Search.EventAsync(recording.Event.Id, Cancellation))!.Summary.Event));
            }
        }

        await using var raw = await place.OpenSqliteAsync();
        Assert.Contains(old.Id, (await raw.Search.EventAsync(before.Event.Id, Cancellation))!.Summary.Event.Headers[0].Value, StringComparison.Ordinal);
        Assert.Contains(current.Id, (await raw.Search.EventAsync(after.Event.Id, Cancellation))!.Summary.Event.Headers[0].Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_missing_is_told_by_name_at_the_start_until_nothing_needs_it()
    {
        clock.SetUtcNow(samples.Now);
        await using (var store = await OpenAsync(old))
        {
            await store.Events.RecordAsync([new Storage.Recording(Recording().Event, [])], Cancellation);
        }

        foreach (var keys in new SealKey[][] { [], [current] })
        {
            var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => OpenAsync(keys));
            Assert.Contains(old.Id, refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(old.Id, Assert.Single((await SqliteInspection.LookAsync(place.File, deep: false, Cancellation)).Seals).Key);
        await using (var store = await OpenAsync(old))
        {
            Assert.Equal(1, await store.Events.PruneAsync(samples.Now.AddDays(1), 10, Cancellation));
        }

        await using (var store = await OpenAsync(current))
        {
            Assert.Equal(current.Id, Assert.Single(await store.Seals.ListAsync(Cancellation)).Key);
        }
    }

    [Fact]
    public async Task What_was_there_before_encryption_is_read_as_it_is()
    {
        var recording = Recording();
        await using (var store = await place.OpenSqliteAsync())
        {
            await store.Events.RecordAsync([recording], Cancellation);
        }

        await using var encrypted = await OpenAsync(current);
        Assert.True(WholeEvent.IsSame(recording.Event, (await encrypted.Search.EventAsync(recording.Event.Id, Cancellation))!.Summary.Event));
    }

    [Theory]
    [InlineData("UPDATE events SET body = zeroblob(length(body)) WHERE id = ?")]
    [InlineData("UPDATE events SET (headers, body) = (SELECT headers, body FROM events o WHERE o.id <> events.id) WHERE id = ?")]
    public async Task What_was_changed_or_moved_in_the_store_is_not_sent_and_holds_up_no_other(string change)
    {
        var (bad, good) = (Recording(), Recording());
        await using (var store = await OpenAsync(current))
        {
            await store.Events.RecordAsync([bad, good], Cancellation);
        }

        using (var connection = Connection.Open(place.File))
        {
            connection.Query(change).Add(bad.Event.Id.Value.High).Run();
        }

        await using var again = await OpenAsync(current);
        for (var n = 0; n < 2; n++)
        {
            var due = await again.Deliveries.FetchDueAsync(
                [new DueRequest { Destination = "crm", Now = samples.Now.AddDays(1), Limit = 10, LimitBytes = long.MaxValue, Held = new HashSet<DeliveryId>() }], Cancellation);
            Assert.Equal(good.Event.Id, Assert.Single(due[0].Items).Event.Id);
        }

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => again.Search.EventAsync(bad.Event.Id, Cancellation));
        Assert.Contains("was changed in the store", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_is_32_bytes_in_base64_or_hex_and_its_name_says_nothing_about_it()
    {
        Assert.Equal(SealKey.TryRead(Convert.ToHexString(Enumerable.Repeat((byte)7, 32).ToArray()))!.Id, current.Id);
        Assert.Matches("^[0-9a-f]{8}$", current.Id);
        Assert.NotEqual(old.Id, current.Id);
        Assert.All(["", "short", new string('x', 64), new string('a', 62), Convert.ToBase64String(new byte[31])], text => Assert.Null(SealKey.TryRead(text)));
    }

    private async Task<IStore> OpenAsync(params SealKey[] keys) => await SealedStore.OverAsync(await place.OpenSqliteAsync(), keys, clock, Cancellation);

    private Storage.Recording Recording()
    {
        var evt = samples.Event(samples.NextId().ToString()) with { Body = Encoding.UTF8.GetBytes(Secret), Headers = [new Header("X-Customer", Secret)] };
        return samples.Recording(evt, "crm");
    }

    private Settlement Answered(DeliveryId id)
    {
        var settlement = samples.Settlement(id, 1, DeliveryState.Delivered);
        return settlement with
        {
            Attempt = settlement.Attempt with
            {
                RequestBody = Encoding.UTF8.GetBytes(Secret),
                ResponseBody = Encoding.UTF8.GetBytes(Secret),
                RequestHeaders = [new Header("X-There", Secret)],
                ResponseHeaders = [new Header("X-Back", Secret)],
            },
        };
    }
}
