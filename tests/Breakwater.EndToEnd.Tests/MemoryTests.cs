using Breakwater.Bench;
using Breakwater.EndToEnd.Tests.Harness;
using Breakwater.Model;
using Breakwater.Sqlite;
using Breakwater.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Breakwater.EndToEnd.Tests;

/// <summary>Row 26: what waits in the store shows neither in the memory of the process nor in the time of asking what is due.</summary>
public sealed class MemoryTests
{
    private const long MostBytes = 400L * 1024 * 1024;
    private const int Silent = 9;

    private static readonly TimeSpan MostTime = TimeSpan.FromMilliseconds(10);

    [Fact]
    public async Task A_million_waiting_deliveries_stay_under_400_MiB_and_what_is_due_is_found_within_10_ms()
    {
        await using var dead = await Sink.ClosedAsync();
        await using var silent = await new Sink(NeverAsync, keepRequests: false).OpenAsync();
        await using var harbour = await Harbour.StartAsync(Configuration(dead, silent));
        var accepted = 0L;
        var most = 0L;
        using (var load = new Load(new Uri(harbour.Server.Ingress, "/in/shop"), count: 32, bodyBytes: 512, firstId: 1))
        {
            while (accepted * (Silent + 1) < Rehearsal.Waiting)
            {
                accepted += load.Run(TimeSpan.FromSeconds(2)).Accepted;
                most = Math.Max(most, harbour.ResidentBytes);
            }
        }

        await harbour.KillAsync();
        var asking = await DueAsync(harbour.Database);
        await harbour.StartAsync();
        var began = harbour.Log.Count;
        await Until.TrueAsync(
            () =>
            {
                most = Math.Max(most, harbour.ResidentBytes);
                return harbour.Log.Skip(began).Count(line => line.Contains("again in", StringComparison.Ordinal)) > 1_000;
            },
            "attempts go on after the restart");
        var waiting = 0L;
        foreach (var destination in (await harbour.GetAsync("/v1/destinations")).GetProperty("items").EnumerateArray())
        {
            waiting += destination.GetProperty("counts").GetProperty("waiting").GetInt64();
        }

        Rehearsal.Say($"{waiting:N0} deliveries wait, at most {most / 1024 / 1024} MiB resident, what is due found in {asking.TotalMilliseconds:F2} ms");
        Assert.Equal(accepted * (Silent + 1), waiting);
        Assert.InRange(most, 1, MostBytes);
        Assert.InRange(asking, TimeSpan.Zero, MostTime);
    }

    /// <summary>One that refuses connections and nine that never answer: a tenth of the million is tried, and all of it waits.</summary>
    private static string Configuration(Sink dead, Sink silent)
    {
        var names = Enumerable.Range(1, Silent).Select(number => $"silent{number}").ToList();
        return $$"""
            sources:
              shop: { verify: none, event: { id: "header:X-Event-Id" } }
            destinations:
              dead: { url: "{{dead.Address}}", retry: { maxAttempts: 1000, first: 1h, max: 6h }, breaker: { enabled: false } }
              {{string.Join("\n  ", names.Select(name => $"{name}: {{ url: \"{silent.Address}\", timeout: 10m }}"))}}
            routes:
              - { from: shop, to: [dead, {{string.Join(", ", names)}}] }
            """;
    }

    private static Task NeverAsync(Seen seen, Microsoft.AspNetCore.Http.HttpContext context) =>
        Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

    /// <summary>The median of asking what is due, while as many as a line holds are held.</summary>
    private static async Task<TimeSpan> DueAsync(string database)
    {
        await using var store = await SqliteStore.OpenAsync(
            new SqliteOptions { Path = database }, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        var request = new DueRequest { Destination = "silent1", Now = DateTimeOffset.MaxValue, Limit = 1_000, LimitBytes = long.MaxValue, Held = new HashSet<DeliveryId>() };
        var held = (await store.Deliveries.FetchDueAsync([request], CancellationToken.None))[0].Items.Select(due => due.Delivery.Id).ToHashSet();
        var times = new List<TimeSpan>();
        for (var i = 0; i < 21; i++)
        {
            var begin = TimeProvider.System.GetTimestamp();
            await store.Deliveries.FetchDueAsync([request with { Limit = 64, Held = held }], CancellationToken.None);
            times.Add(TimeProvider.System.GetElapsedTime(begin));
        }

        return times.Order().ElementAt(times.Count / 2);
    }
}
