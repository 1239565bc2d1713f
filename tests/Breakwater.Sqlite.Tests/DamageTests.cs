using System.Globalization;
using Breakwater.Model;
using Breakwater.Storage;
using Breakwater.StoreContract;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Breakwater.Sqlite.Tests;

/// <summary>
/// Row 21: a page that was destroyed while nobody looked. Whatever page it is, the store refuses to open or every read of it is a
/// clear error; what is given is what was recorded; and what lies elsewhere is still given.
/// </summary>
public sealed class DamageTests : IAsyncDisposable
{
    private const int PageBytes = 8192;
    private const int Events = 400;

    private readonly SqlitePlace place = new();
    private readonly string folder = Directory.CreateTempSubdirectory("breakwater-damage-").FullName;
    private readonly Dictionary<EventId, string> recorded = [];

    public async ValueTask DisposeAsync()
    {
        await place.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(Damage.Zeros)]
    [InlineData(Damage.Noise)]
    public async Task Whatever_page_is_destroyed_no_wrong_data_is_given(Damage damage)
    {
        await FillAsync();
        var whole = await File.ReadAllBytesAsync(place.File, Cancellation);
        var chance = new Random(5);
        int refused = 0, errors = 0, given = 0, unharmed = 0;
        for (var page = 1; page < whole.Length / PageBytes; page += 4)
        {
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{page}.db"));
            await File.WriteAllBytesAsync(path, Destroy(whole, page, damage, chance), Cancellation);
            var (wrong, failed, right) = await LookAsync(path);
            refused += failed < 0 ? 1 : 0;
            errors += Math.Max(0, failed);
            given += right;
            unharmed += failed == 0 ? 1 : 0;
            Assert.True(wrong.Count == 0, $"page {page}: {string.Join("; ", wrong.Take(3))}");
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{whole.Length / PageBytes} pages: {refused} stores refused, {errors} events refused, {given} given right, {unharmed} pages that events do not lie on");
        Assert.True(errors > 0 && given > Events);
    }

    public enum Damage
    {
        Zeros = 0,
        Noise = 1,
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string Text(Event evt) =>
        $"{evt.Id} {evt.Source} {evt.IdempotencyId} {evt.Type} {evt.Key} {evt.Version} {evt.OccurredAt:O} {evt.ReceivedAt:O} {evt.TraceParent} "
        + $"{string.Join(',', evt.Headers)} {Convert.ToHexString(evt.Body.Span)}";

    private static byte[] Destroy(byte[] whole, int page, Damage damage, Random chance)
    {
        var bytes = (byte[])whole.Clone();
        var at = bytes.AsSpan(page * PageBytes, PageBytes);
        switch (damage)
        {
            case Damage.Zeros:
                at.Clear();
                break;
            case Damage.Noise:
                chance.NextBytes(at);
                break;
        }

        return bytes;
    }

    /// <summary>Asks for every event by its id; a store that does not open counts as -1 failures.</summary>
    private async Task<(List<string> Wrong, int Failed, int Right)> LookAsync(string path)
    {
        var wrong = new List<string>();
        SqliteStore store;
        try
        {
            store = await OpenAsync(path);
        }
        catch (StoreRefusedException)
        {
            return (wrong, -1, 0);
        }

        int failed = 0, right = 0;
        await using (store)
        {
            foreach (var (id, text) in recorded)
            {
                try
                {
                    var found = await store.Search.EventAsync(id, Cancellation);
                    if (found is null)
                    {
                        wrong.Add($"{id} is not there");
                    }
                    else if (Text(found.Summary.Event) != text)
                    {
                        wrong.Add($"{id} is another");
                    }
                    else
                    {
                        right++;
                    }
                }
                catch (StoreUnavailableException damaged)
                {
                    Assert.Contains("damaged", damaged.Message, StringComparison.Ordinal);
                    failed++;
                }
            }
            wrong.AddRange(await DueAsync(store, failed));
        }

        return (wrong, failed, right);
    }

    /// <summary>What is owed is given but for what is damaged, and is what was recorded.</summary>
    private async Task<List<string>> DueAsync(SqliteStore store, int failed)
    {
        try
        {
            var batch = Assert.Single(await store.Deliveries.FetchDueAsync(
                [new DueRequest { Destination = "crm", Now = DateTimeOffset.MaxValue, Limit = Events, LimitBytes = long.MaxValue, Held = new HashSet<DeliveryId>() }],
                Cancellation));
            List<string> wrong = [.. batch.Items.Where(due => Text(due.Event) != recorded[due.Event.Id]).Select(due => $"{due.Event.Id} is given wrong")];
            return batch.Items.Count >= Events - Math.Max(failed, 60) ? wrong : [.. wrong, $"only {batch.Items.Count} are due, and {failed} events cannot be read"];
        }
        catch (StoreUnavailableException damaged)
        {
            // The index of what is due is a page, too.
            Assert.Contains("damaged", damaged.Message, StringComparison.Ordinal);
            return [];
        }
    }

    private async Task FillAsync()
    {
        var samples = new Samples(seed: 4);
        await using var store = await place.OpenSqliteAsync();
        for (var number = 0; number < Events; number += 50)
        {
            var group = Enumerable.Range(number, 50).Select(n => samples.Recording(samples.Event($"e{n}", bodyLength: 1_000), "crm")).ToList();
            await store.Events.RecordAsync(group, Cancellation);
            group.ForEach(recording => recorded[recording.Event.Id] = Text(recording.Event));
        }
    }

    private static Task<SqliteStore> OpenAsync(string path) => SqliteStore.OpenAsync(
        new SqliteOptions { Path = path, CacheMiB = 2 }, TimeProvider.System, NullLogger.Instance, Cancellation);
}
