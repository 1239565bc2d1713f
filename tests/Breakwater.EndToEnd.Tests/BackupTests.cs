using Breakwater.EndToEnd.Tests.Harness;
using SQLitePCL;
using Xunit;

namespace Breakwater.EndToEnd.Tests;

/// <summary>Row 28: what <c>docs/operations.md</c> says of copies, SQLite's own backup while the server writes, and of going back to one.</summary>
public sealed class BackupTests
{
    private const int PagesAtOnce = 64;

    [Fact]
    public async Task A_backup_under_load_is_whole_and_what_is_restored_may_be_sent_again_under_the_same_ids()
    {
        await using var sink = await Sink.Good(keepRequests: false).OpenAsync();
        await using var harbour = await Harbour.StartAsync($$"""
            sources:
              shop: { verify: none, event: { id: "header:X-Event-Id" } }
            destinations:
              sink: { url: "{{sink.Address}}", retry: { first: 50ms, max: 500ms, maxAttempts: 1000 } }
            routes:
              - { from: shop, to: [sink] }
            """);
        using var sender = new Sender(harbour);
        using var over = new CancellationTokenSource();
        var sending = Enumerable.Range(0, 4).Select(name => sender.KeepSendingAsync("shop", $"s{name}", new Random(name), over.Token)).ToList();
        await Until.TrueAsync(() => sender.Acknowledged.Count > 300, "events come");
        var before = sender.Acknowledged.Values.ToList();
        var copy = Path.Combine(harbour.Folder, "copy.db");
        BackUp(harbour.Database, copy);
        var after = sender.Acknowledged.Count;
        await Until.TrueAsync(() => sender.Acknowledged.Count > after + 100, "more events come after the backup");
        await over.CancelAsync();
        await Task.WhenAll(sending);
        await harbour.SettledAsync();
        var delivered = sink.Ids.ToDictionary(seen => seen.Key, seen => seen.Value.Times);

        await harbour.KillAsync();
        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            File.Delete(harbour.Database + suffix);
        }

        File.Move(copy, harbour.Database);
        await harbour.StartAsync();
        await harbour.SettledAsync();

        var restored = (await harbour.ListAsync("/v1/events")).Select(evt => evt.GetProperty("id").GetString()!).ToHashSet();
        var again = sink.Ids.Count(seen => seen.Value.Times > delivered[seen.Key]);
        Rehearsal.Say($"{sender.Acknowledged.Count} events, {restored.Count} in the backup, {again} sent again after it was restored");
        Assert.Equal("ok", Check(harbour.Database));
        Assert.Subset(restored, before.ToHashSet());
        Assert.Subset(sender.Acknowledged.Values.ToHashSet(), restored);
        Assert.Equal(delivered.Keys.Order(StringComparer.Ordinal), sink.Ids.Keys.Order(StringComparer.Ordinal));
        Assert.True(restored.Count < sender.Acknowledged.Count, "the backup is older than the last event");
    }

    /// <summary>What <c>.backup</c> of SQLite's shell does, a few pages at a time, so that the writer goes on in between.</summary>
    private static void BackUp(string from, string to)
    {
        using var source = Open(from);
        using var target = Open(to);
        using var backup = raw.sqlite3_backup_init(target, "main", source, "main");
        int result;
        do
        {
            result = raw.sqlite3_backup_step(backup, PagesAtOnce);
        }
        while (result is raw.SQLITE_OK or raw.SQLITE_BUSY or raw.SQLITE_LOCKED);

        Assert.Equal(raw.SQLITE_DONE, result);
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_backup_finish(backup));
    }

    private static string Check(string path)
    {
        using var connection = Open(path);
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_prepare_v2(connection, "PRAGMA integrity_check", out var statement));
        using (statement)
        {
            Assert.Equal(raw.SQLITE_ROW, raw.sqlite3_step(statement));
            return raw.sqlite3_column_text(statement, 0).utf8_to_string();
        }
    }

    private static sqlite3 Open(string path)
    {
        Batteries_V2.Init();
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open_v2(path, out var connection, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE, null));
        return connection;
    }
}
