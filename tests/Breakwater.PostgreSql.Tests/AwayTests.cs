using Breakwater.Model;
using Breakwater.PostgresServer;
using Breakwater.Storage;
using Breakwater.StoreContract;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Breakwater.PostgreSql.Tests;

/// <summary>A server that goes away is said at once, and found again when it is back; what settling changes writes no index.</summary>
public sealed class AwayTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Samples samples = new(seed: 4);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_crashes_is_said_at_once_and_everything_acknowledged_is_there_afterwards()
    {
        await using var server = await TestServer.StartAsync(flush: true);
        await using var store = await OpenAsync(server);
        var kept = new List<Storage.Recording>();
        for (var round = 0; round < 2; round++)
        {
            kept.AddRange(Enumerable.Range(0, 20).Select(n => samples.Recording($"{round}-{n}", "crm")));
            await store.Events.RecordAsync(kept[^20..], Cancellation);
            await server.CrashAsync();
            await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Events.RecordAsync([samples.Recording("away")], Cancellation));
            await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Deliveries.BacklogsAsync(Cancellation));
            await server.StartAgainAsync();
            await BackAsync(store);
        }

        Assert.Equal(40, await store.Search.CountEventsAsync(new EventFilter { Source = "shop" }, Cancellation));
        foreach (var recording in kept)
        {
            Assert.Single((await store.Search.EventAsync(recording.Event.Id, Cancellation))!.Summary.Deliveries);
        }
    }

    [Fact]
    public async Task Of_several_hosts_the_one_that_is_there_is_used()
    {
        await using var gone = await TestServer.StartAsync(flush: false);
        await using var here = await TestServer.StartAsync(flush: false);
        await gone.StopAsync();
        await using var store = await PostgresStore.OpenAsync(
            new PostgresOptions { Connection = new Secret($"postgres://postgres@127.0.0.1:{gone.Port},127.0.0.1:{here.Port}/postgres") },
            TimeProvider.System, new Random(1), NullLogger.Instance, Cancellation);

        Assert.False((await store.Events.RecordAsync([samples.Recording("a", "crm")], Cancellation))[0].Duplicate);
    }

    private static Task<PostgresStore> OpenAsync(TestServer server) => PostgresStore.OpenAsync(
        new PostgresOptions { Connection = new Secret(server.ConnectionTo("postgres")) }, TimeProvider.System, new Random(1), NullLogger.Instance, Cancellation);

    private static async Task BackAsync(PostgresStore store)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (await Record.ExceptionAsync(() => store.ProbeAsync(Cancellation)) is { } away)
        {
            Assert.IsType<StoreUnavailableException>(away);
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Limit, $"it was not found again: {away.Message}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
        }
    }
}
