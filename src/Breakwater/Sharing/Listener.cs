using Breakwater.Storage;

namespace Breakwater.Sharing;

/// <summary>Hears what other nodes do. While it can't, nothing is lost: every turn of the membership looks into the store, too.</summary>
internal sealed class Listener(ILeases leases, Action<LeaseSignal> heard, TimeProvider clock, Random chance)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The loop; one owner runs it once.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await leases.ListenAsync(heard, stop);
            }
            catch (StoreUnavailableException)
            {
                // The membership has said it: both lost the same server.
            }

            await Task.Delay(Pause * (0.5 + chance.NextDouble()), clock, stop);
        }
    }
}
