using System.Net;
using Breakwater.EndToEnd.Tests.Harness;
using Xunit;

namespace Breakwater.EndToEnd.Tests;

/// <summary>Several nodes share the work: they divide it, take it over, and wake each other.</summary>
public sealed class NodesTests
{
    private static readonly TimeProvider Clock = TimeProvider.System;

    [Fact]
    public async Task Shards_are_divided_as_nodes_come_and_go_and_a_dead_nodes_work_goes_on()
    {
        await using var late = await Sink.ClosedAsync();
        await using var fleet = await Fleet.StartAsync(3, Configuration(late), lease: "9s");
        await fleet.DividedAsync(0, 22, 21, 21);
        using var sender = new Sender(() => fleet[1].Ingress, TimeSpan.FromSeconds(10));
        for (var n = 0; n < 30; n++)
        {
            await sender.SendAsync("shop", $"id-{n}");
        }

        var died = Clock.GetTimestamp();
        await fleet.KillAsync(1);
        await fleet.DividedAsync(0, 32, 32);
        var takeover = Clock.GetElapsedTime(died);
        await late.OpenAsync();
        await fleet.SettledAsync(0);
        Rehearsal.Say($"the shards of a dead node were taken over after {takeover.TotalSeconds:0.0} s");

        Assert.Equal(30, late.Ids.Count);
        Assert.True(takeover < TimeSpan.FromSeconds(20), $"{takeover}");
        Assert.Equal(0, await TerminateAsync(fleet, 2));
        await fleet.DividedAsync(0, 64);
        await fleet.StartNodeAsync(1);
        await fleet.DividedAsync(1, 32, 32);
    }

    [Fact]
    public async Task What_is_asked_of_one_node_is_done_by_the_owner()
    {
        await using var stubborn = await Sink.Answering(seen => seen.Attempt == 1 ? 400 : 200).OpenAsync();
        await using var fleet = await Fleet.StartAsync(2, Configuration(stubborn), lease: "30s");
        await fleet.DividedAsync(0, 32, 32);
        using var sender = new Sender(() => fleet[0].Ingress, TimeSpan.FromSeconds(10));
        for (var n = 0; n < 8; n++)
        {
            await sender.SendAsync("shop", $"id-{n}");
        }

        await fleet.SettledAsync(1);
        var dead = await fleet.ListAsync(1, "/v1/deliveries");
        Assert.All(dead, delivery => Assert.Equal("dead", delivery.GetProperty("state").GetString()));
        foreach (var delivery in dead)
        {
            await fleet.PostAsync(1, $"/v1/deliveries/{delivery.GetProperty("id").GetString()}/retry");
        }

        // A turn of the owner's own would come ten seconds later: it was told.
        await fleet.SettledAsync(1);
        Assert.All(await fleet.ListAsync(0, "/v1/deliveries"), delivery => Assert.Equal("delivered", delivery.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task A_server_that_goes_away_is_said_with_503_at_once_and_work_goes_on_when_it_is_back()
    {
        await using var sink = await Sink.Good().OpenAsync();
        await using var fleet = await Fleet.StartAsync(1, Configuration(sink));
        using var sender = new Sender(() => fleet[0].Ingress, TimeSpan.FromSeconds(10));
        await sender.SendAsync("shop", "before");
        await fleet.Postgres.CrashAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await sender.StatusAsync("shop", "meanwhile", "{}"));
        var began = Clock.GetTimestamp();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await sender.StatusAsync("shop", "meanwhile", "{}"));
        Assert.True(Clock.GetElapsedTime(began) < TimeSpan.FromSeconds(5));
        Assert.Equal(503, await fleet.StatusAsync(0, "/readyz"));

        await fleet.Postgres.StartAgainAsync();
        await sender.SendAsync("shop", "meanwhile");
        await Until.TrueAsync(async () => await fleet.StatusAsync(0, "/readyz") == 200, "it is ready again");
        await fleet.SettledAsync(0);
        Assert.Equal(2, sink.Ids.Count);
    }

    private static string Configuration(Sink sink) => $$"""
        sources:
          shop: { verify: none, event: { id: "header:X-Event-Id" } }
        destinations:
          crm: { url: "{{sink.Address}}", timeout: 5s, retry: { maxAttempts: 1000, first: 100ms, factor: 2, max: 1s } }
        routes:
          - { from: shop, to: [crm] }
        """;

    private static Task<int> TerminateAsync(Fleet fleet, int node)
    {
        Signals.Terminate(fleet[node].Id);
        return Until.DoneAsync(fleet[node].ExitAsync(CancellationToken.None), $"node {node} ends");
    }
}
