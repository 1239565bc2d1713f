using Breakwater.EndToEnd.Tests.Harness;
using SQLitePCL;
using Xunit;

namespace Breakwater.EndToEnd.Tests;

/// <summary>Row 28: <c>breakwater backup</c> beside a server under load, and a server that goes on from the copy.</summary>
public sealed class BackupVerbTests
{
    private const int Senders = 4;
    private const int EnoughEvents = 400;

    [Fact]
    public async Task A_backup_under_load_has_every_acknowledged_event_and_a_server_on_it_delivers_what_was_owed()
    {
        await using var steady = await Sink.Good(keepRequests: false).OpenAsync();
        await using var late = await Sink.ClosedAsync();
        await using var harbour = await Harbour.StartAsync(To(steady, late));
        using var sender = new Sender(harbour);
        using var over = new CancellationTokenSource();
        var sending = Enumerable.Range(0, Senders)
            .Select(name => sender.KeepSendingAsync("shop", $"s{name}", new Random(Rehearsal.Seed + name), over.Token))
            .ToList();
        await Until.TrueAsync(() => sender.Acknowledged.Count > EnoughEvents, "events come");

        var before = sender.Acknowledged.ToArray();
        var copy = Path.Combine(harbour.Folder, "copy.db");
        var words = (await VerbResult.RunAsync("backup", copy, "--config", harbour.ConfigurationFile)).Expect(0).Output;
        var after = sender.Acknowledged.Count;
        await Until.TrueAsync(() => sender.Acknowledged.Count > after + 50, "the server goes on after the backup");
        await over.CancelAsync();
        await Task.WhenAll(sending);
        await harbour.KillAsync();
        Rehearsal.Say($"{before.Length} events before, {after} when it was done, {sender.Acknowledged.Count} in the end: {words.Trim()}");
        Assert.Equal("ok", IntegrityOf(copy));
        Assert.Equal([copy], Directory.GetFiles(harbour.Folder, "copy.db*"));

        await late.OpenAsync();
        await using var restored = new Harbour(To(steady, late));
        Directory.CreateDirectory(Path.GetDirectoryName(restored.Database)!);
        File.Move(copy, restored.Database);
        await restored.StartAsync();
        await restored.SettledAsync();

        var events = await restored.ListAsync("/v1/events");
        var recorded = events.ToDictionary(evt => evt.GetProperty("idempotencyId").GetString()!, evt => evt.GetProperty("id").GetString()!);
        Assert.All(before, sent => Assert.Equal(sent.Value, recorded.GetValueOrDefault(sent.Key)));
        Assert.All(recorded, kept => Assert.Equal(kept.Value, sender.Acknowledged.GetValueOrDefault(kept.Key)));
        Assert.All(
            events.SelectMany(evt => evt.GetProperty("deliveries").EnumerateArray()),
            delivery => Assert.Equal("delivered", delivery.GetProperty("state").GetString()));
        Assert.Equal(recorded.Values.Order(StringComparer.Ordinal), late.Ids.Keys.Order(StringComparer.Ordinal));
        Assert.Subset(steady.Ids.Keys.ToHashSet(), recorded.Values.ToHashSet());
    }

    private static string To(Sink steady, Sink late) => $$"""
        sources:
          shop: { verify: none, event: { id: "header:X-Event-Id" } }
        destinations:
          steady: { url: "{{steady.Address}}", retry: { first: 50ms, max: 500ms, maxAttempts: 1000 } }
          late: { url: "{{late.Address}}", retry: { first: 50ms, max: 500ms, maxAttempts: 1000 } }
        routes:
          - { from: shop, to: [steady, late] }
        """;

    private static string IntegrityOf(string path)
    {
        Batteries_V2.Init();
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open_v2(path, out var connection, raw.SQLITE_OPEN_READONLY, null));
        using (connection)
        {
            Assert.Equal(raw.SQLITE_OK, raw.sqlite3_prepare_v2(connection, "PRAGMA integrity_check", out var statement));
            using (statement)
            {
                Assert.Equal(raw.SQLITE_ROW, raw.sqlite3_step(statement));
                return raw.sqlite3_column_text(statement, 0).utf8_to_string();
            }
        }
    }
}
