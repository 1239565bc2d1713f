using System.Text.Json;
using Breakwater.EndToEnd.Tests.Harness;
using Xunit;

namespace Breakwater.EndToEnd.Tests;

/// <summary>Rows 1 to 9 and 12 of the table of faults, with the real program and a real <c>kill -9</c>.</summary>
public sealed class KillTests
{
    private const int Senders = 6;
    private const int KillsWithinStart = 100;

    [Fact]
    public async Task Killed_at_random_moments_under_load_it_loses_nothing_and_records_nothing_twice()
    {
        var chance = new Random(Rehearsal.Seed);
        var moody = new Random(Rehearsal.Seed + 1);
        await using var steady = await Sink.Good(keepRequests: false).OpenAsync();
        await using var shaky = await new Sink(
            (_, context) =>
            {
                lock (moody)
                {
                    context.Response.StatusCode = moody.Next(8) == 0 ? 503 : 200;
                }

                return Task.CompletedTask;
            },
            keepRequests: false).OpenAsync();
        await using var harbour = await Harbour.StartAsync($$"""
            sources:
              shop: { verify: none, event: { id: "header:X-Event-Id" } }
            destinations:
              steady: { url: "{{steady.Address}}", timeout: 5s, retry: { maxAttempts: 1000, first: 50ms, factor: 2, max: 500ms } }
              shaky: { url: "{{shaky.Address}}", timeout: 5s, retry: { maxAttempts: 1000, first: 50ms, factor: 2, max: 500ms } }
            routes:
              - { from: shop, to: [steady, shaky] }
            """);
        using var sender = new Sender(harbour);
        using var over = new CancellationTokenSource();
        var sending = Enumerable.Range(0, Senders)
            .Select(name => sender.KeepSendingAsync("shop", $"s{name}", new Random(Rehearsal.Seed + 10 + name), over.Token))
            .ToList();

        for (var kill = 0; kill < Rehearsal.Kills; kill++)
        {
            // The moment is the matter of this test: somewhere in start, recovery or full work.
            await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(20, 900)), TimeProvider.System);
            await harbour.KillAsync();
            await harbour.StartAsync();
        }

        await over.CancelAsync();
        await Task.WhenAll(sending);
        await harbour.SettledAsync();
        await JudgeAsync(harbour, sender, steady, shaky);
    }

    [Fact]
    public async Task A_hundred_kills_within_start_up_do_not_grow_the_attempts()
    {
        await using var refusing = await Sink.Answering(_ => 503).OpenAsync();
        await using var harbour = await Harbour.StartAsync($$"""
            sources:
              shop: { verify: none, event: { id: "header:X-Event-Id" } }
            destinations:
              later: { url: "{{refusing.Address}}", retry: { schedule: [1h, 1h] } }
            routes:
              - { from: shop, to: [later] }
            """);
        using var sender = new Sender(harbour);
        await sender.SendAsync("shop", "one");
        await Until.TrueAsync(async () => (await OnlyDeliveryAsync(harbour)).GetProperty("attempts").GetInt32() == 1, "the first attempt is settled");

        var chance = new Random(Rehearsal.Seed);
        var listened = 0;
        for (var kill = 0; kill < KillsWithinStart; kill++)
        {
            await harbour.KillAsync();
            harbour.Launch();
            var started = harbour.Server.ListeningAsync(CancellationToken.None);
            await Task.WhenAny(started, Task.Delay(TimeSpan.FromMilliseconds(chance.Next(50, 700)), TimeProvider.System));
            listened += started.IsCompletedSuccessfully ? 1 : 0;
        }

        await harbour.KillAsync();
        await harbour.StartAsync();
        var delivery = await OnlyDeliveryAsync(harbour);
        Rehearsal.Say($"{KillsWithinStart} kills, {listened} of them after it listened");
        Assert.Equal("waiting", delivery.GetProperty("state").GetString());
        Assert.Equal(1, delivery.GetProperty("attempts").GetInt32());
        Assert.Single(refusing.Requests);
    }

    private static async Task<JsonElement> OnlyDeliveryAsync(Harbour harbour) => Assert.Single(await harbour.ListAsync("/v1/deliveries"));

    private static async Task JudgeAsync(Harbour harbour, Sender sender, Sink steady, Sink shaky)
    {
        var events = await harbour.ListAsync("/v1/events");
        var recorded = events.ToDictionary(evt => evt.GetProperty("idempotencyId").GetString()!, evt => evt.GetProperty("id").GetString()!);
        var deliveries = events.SelectMany(evt => evt.GetProperty("deliveries").EnumerateArray()).ToList();
        Rehearsal.Say(
            $"{Rehearsal.Kills} kills, seed {Rehearsal.Seed}: {sender.Acknowledged.Count} events acknowledged, {events.Count} recorded, "
            + $"{sender.Unanswered} requests unanswered, {sender.Duplicates} duplicates answered, {events.Sum(evt => evt.GetProperty("duplicates").GetInt64())} counted, "
            + $"{deliveries.Count} deliveries, {deliveries.Sum(delivery => delivery.GetProperty("attempts").GetInt32())} attempts, "
            + $"seen {steady.Ids.Values.Sum(id => id.Times)} and {shaky.Ids.Values.Sum(id => id.Times)} times");

        Assert.Empty(sender.Contradicted);
        Assert.All(sender.Acknowledged, sent => Assert.Equal(sent.Value, recorded.GetValueOrDefault(sent.Key)));
        Assert.Equal(sender.Acknowledged.Count, events.Count);
        Assert.Equal(2 * events.Count, deliveries.Count);
        Assert.All(deliveries, delivery => Assert.Equal("delivered", delivery.GetProperty("state").GetString()));
        foreach (var sink in new[] { steady, shaky })
        {
            Assert.Equal(recorded.Values.Order(StringComparer.Ordinal), sink.Ids.Keys.Order(StringComparer.Ordinal));
            Assert.Equal(0, sink.BackwardAttempts);
        }
    }
}
