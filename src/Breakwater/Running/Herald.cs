using System.Collections.Concurrent;
using System.Threading.Channels;
using Breakwater.Storage;

namespace Breakwater.Running;

/// <summary>
/// Tells other nodes that something of a destination is due which this one recorded and another one sends. It is told outside of the commit,
/// one after the other, and what comes meanwhile of one destination is told once: so a flood of arrivals makes no flood of words. What is not
/// told is found by its owner when that looks. Safe for concurrent use.
/// </summary>
internal sealed class Herald(ILeases leases)
{
    /// <summary>Destinations that wait to be told of; there are not more than are configured.</summary>
    private readonly ConcurrentDictionary<string, bool> waiting = new(StringComparer.Ordinal);
    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    public void Tell(string destination)
    {
        if (waiting.TryAdd(destination, true))
        {
            bell.Writer.TryWrite(true);
        }
    }

    /// <summary>The loop; one owner runs it once.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (await bell.Reader.WaitToReadAsync(stop))
        {
            bell.Reader.TryRead(out _);
            // In an order that does not depend on how names happen to hash.
            foreach (var destination in waiting.Keys.Order(StringComparer.Ordinal))
            {
                waiting.TryRemove(destination, out _);
                try
                {
                    await leases.TellAsync(new LeaseSignal(LeaseSignalKind.Recorded, destination), stop);
                }
                catch (StoreUnavailableException)
                {
                    // It is committed; the owner finds it when it looks.
                }
            }
        }
    }
}
