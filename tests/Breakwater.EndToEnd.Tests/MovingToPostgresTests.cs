using System.Diagnostics;
using Breakwater.EndToEnd.Tests.Harness;
using Breakwater.PostgresServer;
using Npgsql;
using Xunit;

namespace Breakwater.EndToEnd.Tests;

/// <summary>A product that outgrew one node: everything moves from its file into a database, to nodes that are at work there, and back.</summary>
public sealed class MovingToPostgresTests
{
    private const int Events = 600;
    private const int Kills = 2;

    [Fact]
    public async Task What_moves_into_PostgreSQL_though_the_import_is_killed_and_back_into_a_file_is_the_same()
    {
        await using var steady = await Sink.Good(keepRequests: false).OpenAsync();
        await using var late = await Sink.ClosedAsync();
        await using var broken = await Sink.Answering(_ => 400).OpenAsync();
        await using var old = await FilledAsync(steady, late, broken);
        var goods = await ExportedAsync(old.ConfigurationFile, Path.Combine(old.Folder, "goods.ndjson"));
        await using var server = await TestServer.StartAsync(flush: true);
        var database = Path.Combine(old.Folder, "postgres.yaml");
        await File.WriteAllTextAsync(database, $"store: {{ postgres: \"postgres://postgres@127.0.0.1:{server.Port}/postgres\" }}\nnetwork: {{ allow: [127.0.0.0/8] }}\n" + To(steady, late, broken));

        await KillImportsAsync(server, goods, database);
        Rehearsal.Say((await VerbResult.RunAsync("import", goods, "--config", database)).Expect(0).Output.Trim());
        var through = await ExportedAsync(database, Path.Combine(old.Folder, "through.ndjson"));
        await using var home = new Harbour(To(steady, late, broken));
        Directory.CreateDirectory(Path.GetDirectoryName(home.Database)!);
        (await VerbResult.RunAsync("import", through, "--config", home.ConfigurationFile)).Expect(0);
        var back = await ExportedAsync(home.ConfigurationFile, Path.Combine(old.Folder, "back.ndjson"));

        Assert.Equal(File.ReadLines(goods).Skip(1), File.ReadLines(through).Skip(1));
        Assert.Equal(File.ReadLines(goods).Skip(1), File.ReadLines(back).Skip(1));
        foreach (var state in new[] { "waiting", "dead", "delivered" })
        {
            Assert.Contains(File.ReadLines(back), line => line.Contains($"\"state\":\"{state}\"", StringComparison.Ordinal));
        }

        await late.OpenAsync();
        await home.StartAsync();
        await Until.TrueAsync(() => late.Ids.Count == Events, "what was owed is delivered");
        await home.SettledAsync();
        Assert.Equal(Events, steady.Ids.Values.Sum(id => id.Times));
    }

    [Fact]
    public async Task Nodes_that_are_at_work_deliver_what_is_imported_beside_them_and_nothing_twice()
    {
        await using var steady = await Sink.Good(keepRequests: false).OpenAsync();
        await using var late = await Sink.ClosedAsync();
        await using var broken = await Sink.Answering(_ => 400).OpenAsync();
        await using var old = await FilledAsync(steady, late, broken);
        var goods = await ExportedAsync(old.ConfigurationFile, Path.Combine(old.Folder, "goods.ndjson"));
        await using var fleet = await Fleet.StartAsync(2, To(steady, late, broken), lease: "9s");
        await fleet.DividedAsync(0, 32, 32);
        using var fresh = new Sender(() => fleet[1].Ingress, TimeSpan.FromSeconds(10));
        await late.OpenAsync();
        using var over = new CancellationTokenSource();
        var sending = fresh.KeepSendingAsync("shop", "fresh", new Random(Rehearsal.Seed), over.Token);

        Rehearsal.Say((await VerbResult.RunAsync("import", goods, "--config", fleet.ConfigurationFile(0))).Expect(0).Output.Trim());
        await over.CancelAsync();
        await sending;
        var all = Events + fresh.Acknowledged.Count;
        await Until.TrueAsync(() => late.Ids.Count == all, "what was owed is delivered, and what came meanwhile");
        await fleet.SettledAsync(0);
        await fresh.SendAsync("shop", "e7");
        var note = (await VerbResult.RunAsync("export", Path.Combine(old.Folder, "later.ndjson"), "--config", fleet.ConfigurationFile(0))).Expect(0).Error;

        Assert.Contains("node-0, node-1", note, StringComparison.Ordinal);
        Assert.Equal((all, all), (steady.Ids.Count, steady.Ids.Values.Sum(id => id.Times)));
        Assert.Equal((all, all), (late.Ids.Count, late.Ids.Values.Sum(id => id.Times)));
        var events = await fleet.ListAsync(0, "/v1/events");
        Assert.Equal(all, events.Count);
        Assert.Equal(2, events.Single(evt => evt.GetProperty("idempotencyId").GetString() == "e7").GetProperty("duplicates").GetInt64());
        Assert.All(events.SelectMany(evt => evt.GetProperty("deliveries").EnumerateArray()), delivery => Assert.Equal(
            delivery.GetProperty("destination").GetString() == "broken" ? "dead" : "delivered", delivery.GetProperty("state").GetString()));
        Assert.DoesNotContain(fleet.Log, heard => heard.Line.Contains("another node took its shard over", StringComparison.Ordinal));
    }

    /// <summary>An installation that has delivered, given up and owes; with attempts, and an event that came twice. Its server was killed.</summary>
    private static async Task<Harbour> FilledAsync(Sink steady, Sink late, Sink broken)
    {
        var old = await Harbour.StartAsync(To(steady, late, broken));
        using var sender = new Sender(old);
        await Parallel.ForEachAsync(Enumerable.Range(0, Events), async (number, _) => await sender.SendAsync("shop", $"e{number}"));
        await sender.SendAsync("shop", "e7");
        await Until.TrueAsync(
            async () => await SettledAsync(old, "steady", "delivered") == Events && await SettledAsync(old, "broken", "dead") == Events,
            "the others are settled");
        await old.KillAsync();
        return old;
    }

    private static async Task<long> SettledAsync(Harbour harbour, string destination, string state) =>
        (await harbour.GetAsync($"/v1/destinations/{destination}")).GetProperty("counts").TryGetProperty(state, out var count) ? count.GetInt64() : 0;

    private static async Task<string> ExportedAsync(string configuration, string file)
    {
        Rehearsal.Say((await VerbResult.RunAsync("export", file, "--config", configuration)).Expect(0).Output.Trim());
        return file;
    }

    /// <summary>Starts an import and kills it as soon as it has written something more, again and again.</summary>
    private static async Task KillImportsAsync(TestServer server, string goods, string configuration)
    {
        var chance = new Random(Rehearsal.Seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = new Process
            {
                StartInfo = new ProcessStartInfo(Repository.Program.FileName, [.. Repository.Program.Arguments, "import", goods, "--config", configuration])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                },
            };
            var before = kill == 0 ? 0 : await CountAsync(server);
            process.Start();
            await Until.TrueAsync(async () => process.HasExited || await CountAsync(server) > before, "the import writes");
            // The moment is the matter of this test.
            await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(0, 100)), TimeProvider.System);
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    /// <summary>Events that are committed; none while there are no tables.</summary>
    private static async Task<long> CountAsync(TestServer server)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionTo("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM breakwater.events", connection);
        try
        {
            return (long)(await command.ExecuteScalarAsync())!;
        }
        catch (PostgresException missing) when (missing.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            return 0;
        }
    }

    private static string To(Sink steady, Sink late, Sink broken) => $$"""
        sources:
          shop: { verify: none, event: { id: "header:X-Event-Id" } }
        destinations:
          steady: { url: "{{steady.Address}}", retry: { first: 50ms, max: 500ms, maxAttempts: 1000 } }
          late: { url: "{{late.Address}}", retry: { first: 200ms, max: 2s, maxAttempts: 1000 } }
          broken: { url: "{{broken.Address}}" }
        routes:
          - { from: shop, to: [steady, late, broken] }
        """;
}
