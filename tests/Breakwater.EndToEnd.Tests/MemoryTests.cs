using Breakwater.Bench;
using Breakwater.EndToEnd.Tests.Harness;
using Xunit;

namespace Breakwater.EndToEnd.Tests;

/// <summary>Row 26: what waits in the store does not show in the memory of the process.</summary>
public sealed class MemoryTests
{
    private const long Limit = 400L * 1024 * 1024;

    [Fact]
    public async Task Hundreds_of_thousands_of_waiting_deliveries_stay_under_400_MiB()
    {
        await using var dead = await Sink.ClosedAsync();
        await using var harbour = await Harbour.StartAsync($$"""
            sources:
              shop: { verify: none, event: { id: "header:X-Event-Id" } }
            destinations:
              dead: { url: "{{dead.Address}}", retry: { maxAttempts: 1000, first: 1h, max: 6h } }
            routes:
              - { from: shop, to: [dead] }
            """);
        var accepted = 0;
        var most = 0L;
        using (var load = new Load(new Uri(harbour.Server.Ingress, "/in/shop"), count: 32, bodyBytes: 512, firstId: 1))
        {
            while (accepted < Rehearsal.Waiting)
            {
                accepted += load.Run(TimeSpan.FromSeconds(2)).Accepted;
                most = Math.Max(most, harbour.ResidentBytes);
            }
        }

        await harbour.KillAsync();
        await harbour.StartAsync();
        var waiting = (await harbour.GetAsync("/v1/destinations/dead")).GetProperty("counts").GetProperty("waiting").GetInt64();
        await Until.TrueAsync(
            async () =>
            {
                most = Math.Max(most, harbour.ResidentBytes);
                return (await harbour.GetAsync("/v1/deliveries?limit=1")).GetProperty("items")[0].GetProperty("attempts").GetInt32() > 0
                    || harbour.Log.Count(line => line.Contains("again", StringComparison.Ordinal)) > 1_000;
            },
            "attempts go on after the restart");
        Rehearsal.Say($"{waiting} deliveries wait, at most {most / 1024 / 1024} MiB resident");
        Assert.Equal(accepted, waiting);
        Assert.InRange(most, 1, Limit);
    }
}
