using System.Collections.Concurrent;
using System.Text.Json;
using Breakwater.EndToEnd.Tests.Harness;
using Xunit;

namespace Breakwater.EndToEnd.Tests;

/// <summary>
/// Rows 22, 33, 78, 79, 80 and 83 with three real nodes and a real PostgreSQL under load: a seed kills nodes, lets them stand still for
/// longer than their lease, cuts them off from the server, and restarts it.
/// </summary>
public sealed class StormTests
{
    private const int Senders = 6;

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
        await using var fleet = await Fleet.StartAsync(3, Configuration(steady, shaky, ordered), $"{Lease.TotalSeconds}s");
        using var sender = new Sender(() => fleet[Random.Shared.Next(fleet.Size)].Ingress, TimeSpan.FromSeconds(2));
        using var over = new CancellationTokenSource();
        var sending = Enumerable.Range(0, Senders)
            .Select(name => sender.KeepSendingAsync("shop", $"s{name}", new Random(Rehearsal.Seed + 10 + name), over.Token))
            .ToList();

        var deeds = new Dictionary<string, int>();
        for (var began = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(began) < Rehearsal.Storm;)
        {
            var deed = await HarmAsync(fleet, chance);
            deeds[deed] = deeds.GetValueOrDefault(deed) + 1;
        }

        await over.CancelAsync();
        await Task.WhenAll(sending);
        await fleet.SettledAsync(0);
        Rehearsal.Say(string.Join(", ", deeds.Select(deed => $"{deed.Value} times {deed.Key}")));
        await JudgeAsync(fleet, sender, steady, shaky, ordered);
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

    private static async Task<string> HarmAsync(Fleet fleet, Random chance)
    {
        // The moment is the matter of this test.
        await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(200, 2_000)), TimeProvider.System);
        var node = chance.Next(fleet.Size);
        switch (chance.Next(7))
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

    private static async Task JudgeAsync(Fleet fleet, Sender sender, Sink steady, Sink shaky, Sink ordered)
    {
        var events = await fleet.ListAsync(0, "/v1/events");
        var recorded = events.ToDictionary(evt => evt.GetProperty("idempotencyId").GetString()!, evt => evt.GetProperty("id").GetString()!);
        var deliveries = events.SelectMany(evt => evt.GetProperty("deliveries").EnumerateArray()).ToList();
        var refused = Refused(fleet);
        Rehearsal.Say(
            $"seed {Rehearsal.Seed}: {sender.Acknowledged.Count} events acknowledged, {events.Count} recorded, {sender.Unanswered} requests unanswered, "
            + $"{sender.Duplicates} duplicates answered, {deliveries.Sum(one => one.GetProperty("attempts").GetInt32())} attempts of {deliveries.Count} deliveries, "
            + $"seen {steady.Ids.Values.Sum(id => id.Times)} and {shaky.Ids.Values.Sum(id => id.Times)} times, {refused.Count} settlements refused");

        Assert.Empty(sender.Contradicted);
        Assert.All(sender.Acknowledged, sent => Assert.Equal(sent.Value, recorded.GetValueOrDefault(sent.Key)));
        Assert.All(deliveries, delivery => Assert.Equal("delivered", delivery.GetProperty("state").GetString()));
        Assert.Equal(3 * events.Count, deliveries.Count);
        foreach (var sink in new[] { steady, shaky, ordered })
        {
            Assert.Empty(recorded.Values.Except(sink.Ids.Keys));
            Assert.Empty(sink.Ids.Keys.Except(recorded.Values));
        }

        foreach (var one in refused)
        {
            await NotSettledAsync(fleet, one);
        }
    }

    /// <summary>What the log says was refused.</summary>
    private static List<Refusal> Refused(Fleet fleet) =>
    [
        .. fleet.Log.Where(heard => heard.Line.Contains("another node took its shard over", StringComparison.Ordinal)).Select(heard =>
        {
            var line = JsonDocument.Parse(heard.Line).RootElement;
            return new Refusal(
                Fleet.NameOf(heard.Node),
                line.GetProperty("deliveryId").GetString()!,
                line.GetProperty("attempt").GetInt32(),
                line.GetProperty("time").GetDateTimeOffset());
        }),
    ];

    /// <summary>
    /// The attempt is not there, or another node's of the same number, or ended as interrupted by the node that took over, or a later one of
    /// the same node, which had the shard again.
    /// </summary>
    private static async Task NotSettledAsync(Fleet fleet, Refusal refusal)
    {
        var log = (await fleet.GetAsync(0, $"/v1/deliveries/{refusal.Delivery}")).GetProperty("attemptLog").EnumerateArray().ToList();
        var own = log.Where(one => one.GetProperty("number").GetInt32() == refusal.Attempt
            && one.GetProperty("node").GetString() == refusal.Node
            && one.GetProperty("startedAt").GetDateTimeOffset() < refusal.At);
        Assert.All(own, one => Assert.StartsWith("interrupted", one.GetProperty("error").GetString(), StringComparison.Ordinal));
        Assert.Equal(log.Count, log.Select(one => one.GetProperty("number").GetInt32()).Distinct().Count());
    }

    private static string Configuration(Sink steady, Sink shaky, Sink ordered) => $$"""
        sources:
          shop: { verify: none, event: { id: "header:X-Event-Id", key: /key, version: /number } }
        destinations:
          steady: { url: "{{steady.Address}}", timeout: 5s, retry: { maxAttempts: 1000, first: 50ms, factor: 2, max: 500ms } }
          shaky: { url: "{{shaky.Address}}", timeout: 5s, retry: { maxAttempts: 1000, first: 50ms, factor: 2, max: 500ms } }
          ordered: { url: "{{ordered.Address}}", timeout: 5s, retry: { maxAttempts: 1000, first: 50ms, factor: 2, max: 500ms } }
        routes:
          - { from: shop, to: [steady, shaky] }
          - { from: shop, to: ordered, order: key }
        """;

    private sealed record Refusal(string Node, string Delivery, int Attempt, DateTimeOffset At);
}
