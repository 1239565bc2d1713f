using System.Text.Json;
using Breakwater.EndToEnd.Tests.Harness;
using Xunit;

namespace Breakwater.EndToEnd.Tests;

/// <summary>What an operator does, through the command line; and row 10, a bulk replay that is killed.</summary>
public sealed class OperateTests
{
    private const int Events = 400;

    [Fact]
    public async Task A_dead_delivery_is_retried_a_waiting_one_cancelled_and_an_event_replayed()
    {
        var status = 410;
        await using var sink = await Sink.Answering(_ => Volatile.Read(ref status)).OpenAsync();
        await using var harbour = await Harbour.StartAsync(To(sink));
        using var sender = new Sender(harbour);
        await sender.SendAsync("shop", "dead");
        await harbour.SettledAsync();
        var dead = Assert.Single(Lines(await harbour.VerbAsync("dead", "--json")));
        Assert.Equal("dead", dead.GetProperty("state").GetString());

        Volatile.Write(ref status, 200);
        (await harbour.VerbAsync("retry", dead.GetProperty("id").GetString()!)).Expect(0);
        await harbour.SettledAsync();
        Assert.Equal([1, 2], sink.Requests.Select(seen => seen.Attempt));

        Volatile.Write(ref status, 503);
        await sender.SendAsync("shop", "waiting");
        var waiting = Assert.Single((await harbour.GetAsync("/v1/deliveries?state=waiting")).GetProperty("items").EnumerateArray());
        (await harbour.VerbAsync("cancel", waiting.GetProperty("id").GetString()!)).Expect(0);
        Assert.Equal("cancelled", (await harbour.GetAsync($"/v1/deliveries/{waiting.GetProperty("id").GetString()}")).GetProperty("state").GetString());

        Volatile.Write(ref status, 200);
        (await harbour.VerbAsync("replay", sender.Acknowledged["dead"])).Expect(0);
        await harbour.SettledAsync();
        Assert.Equal(3, sink.Requests.Count(seen => seen.WebhookId == sender.Acknowledged["dead"]));
        (await harbour.VerbAsync("retry", "dlv_00000000000000000000000000")).Expect(1);
    }

    [Fact]
    public async Task A_bulk_replay_that_is_killed_goes_on_and_replays_nothing_twice()
    {
        await using var sink = await Sink.Good().OpenAsync();
        await using var harbour = await Harbour.StartAsync(To(sink));
        using var sender = new Sender(harbour);
        await Parallel.ForEachAsync(Enumerable.Range(0, Events), async (number, _) => await sender.SendAsync("shop", $"e{number}"));
        await harbour.SettledAsync();

        var replay = (await harbour.PostAsync("/v1/replays", """{"filter":{"source":"shop"},"rate":200}""")).GetProperty("id").GetString();
        await Until.TrueAsync(async () => await DoneAsync(harbour, replay) > Events / 8, "the replay is under way");
        await harbour.KillAsync();
        await harbour.StartAsync();
        await Until.TrueAsync(
            async () => (await harbour.GetAsync($"/v1/replays/{replay}")).GetProperty("state").GetString() == "done",
            "the replay is done");
        await harbour.SettledAsync();

        var events = await harbour.ListAsync("/v1/events");
        Assert.All(events, evt => Assert.Equal(2, evt.GetProperty("deliveries").GetArrayLength()));
        Assert.Equal(Events, await DoneAsync(harbour, replay));
        Assert.All(sink.Ids, id => Assert.True(id.Value.Times >= 2, $"{id.Key} came {id.Value.Times} times"));
    }

    private static async Task<long> DoneAsync(Harbour harbour, string? replay) =>
        (await harbour.GetAsync($"/v1/replays/{replay}")).GetProperty("done").GetInt64();

    private static IEnumerable<JsonElement> Lines(VerbResult result) => result.Expect(0).Output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement);

    private static string To(Sink sink) => $$"""
        sources:
          shop: { verify: none, event: { id: "header:X-Event-Id" } }
        destinations:
          sink: { url: "{{sink.Address}}", retry: { schedule: [1h, 1h] } }
        routes:
          - { from: shop, to: [sink] }
        """;
}
