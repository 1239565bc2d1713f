using System.Collections.Concurrent;
using System.Text.Json;
using Breakwater.EndToEnd.Tests.Harness;
using Xunit;

namespace Breakwater.EndToEnd.Tests;

/// <summary>
/// Rows 22, 33, 78, 79, 80 and 83 with three real nodes and a real PostgreSQL under load: a seed kills nodes, lets them stand still for
/// longer than their lease, cuts them off from the server, and restarts it. The account of the senders, the sinks, the database and the
/// attempt logs have to agree afterwards.
/// </summary>
public sealed class StormTests
{
    private const int Senders = 6;

    /// <summary>Beyond this, a storm has provoked everything that it is there to provoke.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Nodes_that_die_and_stand_still_lose_nothing_and_settle_nothing_that_is_not_theirs()
    {
        var chance = new Random(Rehearsal.Seed);
        var moody = new Random(Rehearsal.Seed + 1);
        await using var steady = await Sink.Good(keepRequests: false).OpenAsync();
        await using var shaky = await new Sink(
            async (_, context) =>
            {
                int status, wait;
                lock (moody)
                {
                    (status, wait) = (moody.Next(8) == 0 ? 503 : 200, moody.Next(20) == 0 ? 700 : 0);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(wait), TimeProvider.System);
                context.Response.StatusCode = status;
            },
            keepRequests: false).OpenAsync();
        // Answers come when another node may have taken over and be asking, too: then it matters who settles.
        await using var sleepy = await new Sink(
            async (_, context) => await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(700, 2_500)), TimeProvider.System),
            keepRequests: false).OpenAsync();
        var arrived = new ConcurrentQueue<(string Key, int Number)>();
        await using var ordered = await new Sink(
            async (seen, context) =>
            {
                int status;
                lock (moody)
                {
                    status = moody.Next(10) == 0 ? 503 : 200;
                }

                if (status == 200)
                {
                    using var body = JsonDocument.Parse(seen.Body);
                    arrived.Enqueue((body.RootElement.GetProperty("key").GetString()!, body.RootElement.GetProperty("number").GetInt32()));
                }

                context.Response.StatusCode = status;
                await Task.CompletedTask;
            },
            keepRequests: false).OpenAsync();
        await using var fleet = await Fleet.StartAsync(3, Configuration(steady, shaky, sleepy, ordered), $"{Lease.TotalSeconds}s");
        await Harbourmaster.PostAsync(fleet.Postgres);
        using var sender = new Sender(() => fleet[Random.Shared.Next(fleet.Size)].Ingress, TimeSpan.FromSeconds(2));
        using var over = new CancellationTokenSource();
        var sending = Enumerable.Range(0, Senders)
            .Select(name => sender.KeepSendingAsync("shop", $"s{name}", new Random(Rehearsal.Seed + 10 + name), over.Token))
            .ToList();

        var deeds = new Dictionary<string, int>();
        var plan = new Queue<int>();
        for (var began = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(began) < Rehearsal.Storm;)
        {
            if (plan.Count == 0)
            {
                // All kinds in each round, in an order that the seed decides.
                plan = new Queue<int>(Enumerable.Range(0, 7).OrderBy(_ => chance.Next()));
            }

            var deed = await HarmAsync(fleet, chance, plan.Dequeue());
            deeds[deed] = deeds.GetValueOrDefault(deed) + 1;
        }

        await over.CancelAsync();
        await Task.WhenAll(sending);
        await fleet.SettledAsync(0);
        Rehearsal.Say(string.Join(", ", deeds.Select(deed => $"{deed.Value} times {deed.Key}")));
        await JudgeAsync(fleet, sender, [steady, shaky, sleepy, ordered]);
        InOrder(arrived);
    }

    /// <summary>Of each key every number came first after the number before it; what came again came again.</summary>
    private static void InOrder(IReadOnlyCollection<(string Key, int Number)> arrived)
    {
        var keys = arrived.GroupBy(one => one.Key, one => one.Number).ToList();
        Rehearsal.Say($"in order: {arrived.Count} arrivals of {keys.Count} keys, {keys.Sum(key => key.Distinct().Count())} of them first ones");
        Assert.Equal(Senders, keys.Count);
        Assert.All(keys, key => Assert.Equal(Enumerable.Range(0, key.Max() + 1), key.Distinct()));
    }

    private static async Task<string> HarmAsync(Fleet fleet, Random chance, int kind)
    {
        // The moment is the matter of this test.
        await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(200, 2_000)), TimeProvider.System);
        var node = chance.Next(fleet.Size);
        switch (kind)
        {
            case 0 or 1:
                await fleet.KillAsync(node);
                await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(2) == 0 ? 0 : chance.Next(5_000)), TimeProvider.System);
                await fleet.StartNodeAsync(node);
                return "killed";
            case 2 or 3:
                Signals.Pause(fleet[node].Id);
                await Task.Delay(Lease * (1.2 + chance.NextDouble()), TimeProvider.System);
                Signals.Continue(fleet[node].Id);
                return "paused";
            case 4 or 5:
                fleet.StraitOf(node).Close();
                await Task.Delay(Lease * (1.2 + chance.NextDouble()), TimeProvider.System);
                await fleet.StraitOf(node).OpenAsync();
                return "cut off";
            default:
                await (chance.Next(2) == 0 ? fleet.Postgres.CrashAsync() : fleet.Postgres.StopAsync());
                await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(2_000)), TimeProvider.System);
                await fleet.Postgres.StartAgainAsync();
                return "PostgreSQL restarted";
        }
    }

    private static async Task JudgeAsync(Fleet fleet, Sender sender, IReadOnlyList<Sink> sinks)
    {
        var events = await fleet.ListAsync(0, "/v1/events");
        var recorded = events.ToDictionary(evt => evt.GetProperty("idempotencyId").GetString()!, evt => evt.GetProperty("id").GetString()!);
        var deliveries = events.SelectMany(evt => evt.GetProperty("deliveries").EnumerateArray()).ToList();
        var refused = fleet.Log.Count(heard => heard.Line.Contains("another node took its shard over", StringComparison.Ordinal));
        Rehearsal.Say(
            $"seed {Rehearsal.Seed}: {sender.Acknowledged.Count} events acknowledged, {events.Count} recorded, {sender.Unanswered} requests unanswered, "
            + $"{sender.Duplicates} duplicates answered, {deliveries.Sum(one => one.GetProperty("attempts").GetInt32())} attempts of {deliveries.Count} deliveries, "
            + $"seen {string.Join(", ", sinks.Select(sink => sink.Ids.Values.Sum(id => id.Times)))} times, {refused} settlements refused");

        Assert.Empty(sender.Contradicted);
        Assert.All(sender.Acknowledged, sent => Assert.Equal(sent.Value, recorded.GetValueOrDefault(sent.Key)));
        Assert.All(deliveries, delivery => Assert.Equal("delivered", delivery.GetProperty("state").GetString()));
        Assert.Equal(sinks.Count * events.Count, deliveries.Count);
        foreach (var sink in sinks)
        {
            Assert.Empty(recorded.Values.Except(sink.Ids.Keys));
            Assert.Empty(sink.Ids.Keys.Except(recorded.Values));
        }

        Assert.Empty(await Harbourmaster.IntrudersAsync(fleet.Postgres));
        Assert.Equal(Harbourmaster.Nothing, await Harbourmaster.LeftAsync(fleet.Postgres));
        Assert.True(refused > 0 || Rehearsal.Storm < Long, "no settlement came too late: this was no storm");
        var export = fleet.ConfigurationFile(0) + ".ndjson";
        (await VerbResult.RunAsync("export", export, "--config", fleet.ConfigurationFile(0))).Expect(0);
        Assert.Empty(AttemptLogs.Contradictions(export).Take(5));
    }

    private static string Configuration(Sink steady, Sink shaky, Sink sleepy, Sink ordered) => $$"""
        sources:
          shop: { verify: none, event: { id: "header:X-Event-Id", key: /key, version: /number } }
        destinations:
          steady: { url: "{{steady.Address}}", timeout: 5s, retry: { maxAttempts: 1000, first: 50ms, factor: 2, max: 500ms } }
          shaky: { url: "{{shaky.Address}}", timeout: 5s, retry: { maxAttempts: 1000, first: 50ms, factor: 2, max: 500ms } }
          sleepy: { url: "{{sleepy.Address}}", timeout: 5s, concurrency: 200, retry: { maxAttempts: 1000, first: 50ms, factor: 2, max: 500ms } }
          ordered: { url: "{{ordered.Address}}", timeout: 5s, retry: { maxAttempts: 1000, first: 50ms, factor: 2, max: 500ms } }
        routes:
          - { from: shop, to: [steady, shaky, sleepy] }
          - { from: shop, to: ordered, order: key }
        """;
}
