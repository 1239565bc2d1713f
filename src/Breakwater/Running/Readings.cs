using Breakwater.Observing;
using Breakwater.Storage;

namespace Breakwater.Running;

/// <summary>Reads for the gauges how destinations stand, every few seconds, while someone reads the gauges.</summary>
internal sealed class Readings(Telemetry telemetry, Standings standings, ISearch search, TimeProvider clock)
{
    /// <summary>How old what the gauges say is at most.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    /// <summary>The loop: goes on until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            if (telemetry.IsGauged)
            {
                await ReadAsync(stop);
            }

            await Task.Delay(Every, clock, stop);
        }
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        try
        {
            var destinations = await standings.AllAsync(stop);
            var counts = await search.CountsAsync(stop);
            telemetry.Show(destinations, counts.Deliveries.ToDictionary(count => (count.Destination, count.State), count => count.Count));
        }
        catch (StoreUnavailableException)
        {
            // The gauges say what was true last; that the store is away is said elsewhere.
        }
    }
}
