using System.Diagnostics;
using System.Text.Json;
using Breakwater.EndToEnd.Tests.Harness;
using Xunit;

namespace Breakwater.EndToEnd.Tests;

/// <summary>A whole installation moves to another store, through an import that is killed again and again, and goes on there.</summary>
public sealed class MovingTests
{
    private const int Events = 1_500;
    private const int Kills = 6;

    [Fact]
    public async Task What_one_server_owed_another_delivers_and_nothing_is_doubled_though_the_import_is_killed()
    {
        await using var steady = await Sink.Good(keepRequests: false).OpenAsync();
        await using var late = await Sink.ClosedAsync();
        await using var old = await Harbour.StartAsync(To(steady, late));
        using var sender = new Sender(old);
        await Parallel.ForEachAsync(Enumerable.Range(0, Events), async (number, _) => await sender.SendAsync("shop", $"e{number}"));
        await sender.SendAsync("shop", "e7");
        await Until.TrueAsync(() => steady.Ids.Count == Events, "the steady destination has everything");
        var replay = (await old.PostAsync("/v1/replays", """{"filter":{"source":"shop"},"to":["steady"],"rate":20}""")).GetProperty("id").GetString();
        await Until.TrueAsync(async () => (await ReplayAsync(old, replay)).GetProperty("done").GetInt64() > 0, "the replay is under way");
        await old.KillAsync();

        var goods = Path.Combine(old.Folder, "goods.ndjson");
        Rehearsal.Say((await VerbResult.RunAsync("export", goods, "--config", old.ConfigurationFile)).Expect(0).Output.Trim());
        await using var next = new Harbour(To(steady, late));
        Directory.CreateDirectory(Path.GetDirectoryName(next.Database)!);
        await KillImportsAsync(next, goods);
        Rehearsal.Say((await VerbResult.RunAsync("import", goods, "--config", next.ConfigurationFile)).Expect(0).Output.Trim());
        var again = Path.Combine(next.Folder, "again.ndjson");
        (await VerbResult.RunAsync("export", again, "--config", next.ConfigurationFile)).Expect(0);
        Assert.Equal(File.ReadLines(goods).Skip(1), File.ReadLines(again).Skip(1));

        await late.OpenAsync();
        await next.StartAsync();
        using var resender = new Sender(next);
        await resender.SendAsync("shop", "e3");
        Assert.Equal((1, sender.Acknowledged["e3"]), (resender.Duplicates, resender.Acknowledged["e3"]));
        (await VerbResult.RunAsync("import", goods, "--config", next.ConfigurationFile)).Expect(1);
        await Until.TrueAsync(() => late.Ids.Count == Events, "what was owed is delivered");
        var goesOn = await ReplayAsync(next, replay);
        Assert.Equal(("running", (long)Events), (goesOn.GetProperty("state").GetString(), goesOn.GetProperty("total").GetInt64()));
        await next.PostAsync($"/v1/replays/{replay}/cancel", "{}");
        await next.SettledAsync();

        Assert.Equal(sender.Acknowledged.Values.Order(StringComparer.Ordinal), late.Ids.Keys.Order(StringComparer.Ordinal));
        var events = await next.ListAsync("/v1/events");
        Assert.Equal(Events, events.Count);
        Assert.Equal(2, events.Sum(evt => evt.GetProperty("duplicates").GetInt64()));
    }

    private static async Task<JsonElement> ReplayAsync(Harbour harbour, string? id) => await harbour.GetAsync($"/v1/replays/{id}");

    /// <summary>Starts an import and kills it as soon as it has written something, again and again.</summary>
    private static async Task KillImportsAsync(Harbour harbour, string goods)
    {
        var chance = new Random(Rehearsal.Seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = new Process
            {
                StartInfo = new ProcessStartInfo(
                    Repository.Program.FileName, [.. Repository.Program.Arguments, "import", goods, "--config", harbour.ConfigurationFile])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                },
            };
            var before = SizeOf(harbour.Database);
            process.Start();
            await Until.TrueAsync(() => process.HasExited || SizeOf(harbour.Database) > before, "the import writes");
            // The moment is the matter of this test.
            await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(0, 40)), TimeProvider.System);
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static long SizeOf(string database) =>
        new[] { database, database + "-wal" }.Select(file => new FileInfo(file)).Sum(file => file.Exists ? file.Length : 0);

    private static string To(Sink steady, Sink late) => $$"""
        sources:
          shop: { verify: none, event: { id: "header:X-Event-Id" } }
        destinations:
          steady: { url: "{{steady.Address}}", retry: { first: 50ms, max: 500ms, maxAttempts: 1000 } }
          late: { url: "{{late.Address}}", retry: { first: 200ms, max: 2s, maxAttempts: 1000 } }
        routes:
          - { from: shop, to: [steady, late] }
        """;
}
