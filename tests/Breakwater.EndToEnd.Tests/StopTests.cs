using Breakwater.EndToEnd.Tests.Harness;
using Xunit;

namespace Breakwater.EndToEnd.Tests;

/// <summary>Row 15: an orderly stop gives work under way its time, a disorderly one costs one more attempt.</summary>
public sealed class StopTests
{
    [Fact]
    public async Task Sigterm_under_load_settles_what_is_under_way_and_the_next_start_sends_nothing_again()
    {
        await using var sink = await new Sink(async (_, context) => await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, context.RequestAborted)).OpenAsync();
        await using var harbour = await Harbour.StartAsync(To(sink, "30s"));
        using var sender = new Sender(harbour);
        using var over = new CancellationTokenSource();
        var sending = Enumerable.Range(0, 4).Select(name => sender.KeepSendingAsync("shop", $"s{name}", new Random(name), over.Token)).ToList();
        await Until.TrueAsync(() => sink.Requests.Count > 100, "deliveries are under way");

        Assert.Equal(0, await harbour.TerminateAsync());
        await harbour.HeardAsync("stopped");
        await harbour.StartAsync();
        await over.CancelAsync();
        await Task.WhenAll(sending);
        await harbour.SettledAsync();

        Assert.Equal(sender.Acknowledged.Values.Order(StringComparer.Ordinal), sink.Ids.Keys.Order(StringComparer.Ordinal));
        Assert.All(sink.Ids, id => Assert.Equal(1, id.Value.Times));
    }

    [Fact]
    public async Task Killed_after_the_grace_it_tries_again_with_the_same_id_and_a_higher_number()
    {
        var hangs = true;
        await using var sink = await new Sink(async (_, context) =>
        {
            if (Volatile.Read(ref hangs))
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }).OpenAsync();
        await using var harbour = await Harbour.StartAsync(To(sink, "10m"));
        using var sender = new Sender(harbour);
        await sender.SendAsync("shop", "one");
        await Until.TrueAsync(() => sink.Requests.Count == 1, "the attempt is under way");
        // An attempt is noted in the store once it has been under way for 100 ms.
        var began = TimeProvider.System.GetTimestamp();
        await Until.TrueAsync(() => TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(1), "the attempt is noted");
        Signals.Terminate(harbour.Server.Id);
        await harbour.HeardAsync("stopping");
        await harbour.KillAsync();

        Volatile.Write(ref hangs, false);
        await harbour.StartAsync();
        await harbour.SettledAsync();
        var tries = sink.Requests.Where(seen => seen.WebhookId == sender.Acknowledged["one"]).ToList();
        Assert.Equal([1, 2], tries.Select(seen => seen.Attempt));
        Assert.Single(tries.Select(seen => seen.Delivery).Distinct());
    }

    [Fact]
    public async Task What_waited_for_a_dead_destination_is_delivered_after_a_kill_and_a_restart()
    {
        await using var sink = await Sink.ClosedAsync();
        await using var harbour = await Harbour.StartAsync(To(sink, "2s"));
        using var sender = new Sender(harbour);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(number => sender.SendAsync("shop", $"e{number}")));
        await harbour.KillAsync();
        await sink.OpenAsync();
        await harbour.StartAsync();
        await harbour.SettledAsync();
        Assert.Equal(sender.Acknowledged.Values.Order(StringComparer.Ordinal), sink.Ids.Keys.Order(StringComparer.Ordinal));
    }

    private static string To(Sink sink, string timeout) => $$"""
        sources:
          shop: { verify: none, event: { id: "header:X-Event-Id" } }
        destinations:
          sink: { url: "{{sink.Address}}", timeout: {{timeout}}, retry: { maxAttempts: 1000, first: 50ms, factor: 2, max: 500ms } }
        routes:
          - { from: shop, to: [sink] }
        """;
}
