using System.Threading.Channels;
using Breakwater.Sharing;
using Breakwater.Storage;

namespace Breakwater.Running;

/// <summary>This node among the others: its membership and its ear, and what they mean to lines and replays.</summary>
internal sealed class Members : IDisposable
{
    private static readonly TimeSpan BoundEvery = TimeSpan.FromMinutes(5);

    private readonly Composition composition;
    private readonly EngineParts parts;
    private readonly Membership membership;
    private readonly Worker sharing;
    private readonly Worker listening;
    private readonly Worker telling;
    private readonly Worker hinting;

    /// <summary>What waits to be told; when it is full, a hint is left out: it is a hint.</summary>
    private readonly Channel<LeaseSignal> hints = Channel.CreateBounded<LeaseSignal>(
        new BoundedChannelOptions(64) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Herald herald;

    /// <summary>The shards in which nothing waits longer than its policy can say.</summary>
    private ShardSet bounded = ShardSet.None;
    private long boundedAt;

    public Members(ILeases leases, Composition composition, EngineParts parts)
    {
        this.composition = composition;
        this.parts = parts;
        var logger = parts.Logs.CreateLogger("Breakwater.Sharing");
        membership = new Membership(
            leases,
            composition.Tenure,
            new MembershipTerms(parts.Node, parts.Settings.Store.Lease),
            new MembershipSignals(Lost, valid => composition.Dispatcher.Allow(valid), LookAsync),
            parts.Clock,
            parts.Chance,
            logger);
        sharing = new Worker("sharing", membership.RunAsync, logger);
        hinting = new Worker("hinting", stop => HintAsync(leases, stop), logger);
        listening = new Worker("listening", new Listener(leases, Heard, parts.Clock, parts.Chance).RunAsync, logger);
        herald = new Herald(leases);
        telling = new Worker("telling", herald.RunAsync, logger);
    }

    /// <summary>What a bug has ended, by name.</summary>
    public IEnumerable<string> Broken => new[] { sharing, listening, telling, hinting }.Where(worker => worker.Fault is not null).Select(worker => worker.Name);

    /// <summary>Something of a destination may be due that another node sends: it is told.</summary>
    public void Tell(string destination) => herald.Tell(destination);

    /// <summary>Joins, takes what is free, and ends what the last owners began and never ended.</summary>
    public Task JoinAsync(CancellationToken cancellation) => membership.JoinAsync(cancellation);

    public void Start()
    {
        sharing.Start();
        listening.Start();
        telling.Start();
        hinting.Start();
    }

    /// <summary>Gives everything free: called when nothing is under way any more.</summary>
    public async Task LeaveAsync(CancellationToken patience)
    {
        await telling.StopAsync();
        await hinting.StopAsync();
        await listening.StopAsync();
        await sharing.StopAsync();
        try
        {
            await membership.LeaveAsync(patience);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // The lease ends by itself.
        }
    }

    public void Dispose()
    {
        sharing.Dispose();
        listening.Dispose();
        telling.Dispose();
        hinting.Dispose();
        membership.Dispose();
    }

    /// <summary>Tells the other nodes something that they may find out by themselves, later.</summary>
    public void Hint(LeaseSignal signal) => hints.Writer.TryWrite(signal);

    private async Task HintAsync(ILeases leases, CancellationToken stop)
    {
        while (true)
        {
            var hint = await hints.Reader.ReadAsync(stop);
            try
            {
                await leases.TellAsync(hint, stop);
            }
            catch (StoreUnavailableException)
            {
                // Each node finds it out by its own attempts.
            }
        }
    }

    private void Lost(ShardSet shards)
    {
        composition.Dispatcher.Drop(shards);
        composition.Replayer.Drop();
    }

    private async Task LookAsync(ShardSet shards, CancellationToken cancellation)
    {
        await composition.Pauses.ReadAsync(cancellation);
        if (!shards.Without(bounded).IsEmpty || parts.Clock.GetElapsedTime(boundedAt) > BoundEvery)
        {
            // Others planned by their own clocks, which may be ahead of this one by any time: the last owner, or whoever retried by hand.
            await composition.Watch.BoundAsync(composition.InForce.Settings, cancellation);
            boundedAt = parts.Clock.GetTimestamp();
        }

        bounded = shards;
        composition.Dispatcher.Expect(await parts.Store.Deliveries.BacklogsAsync(shards, cancellation));
        await composition.Replayer.AdoptAsync(cancellation);
    }

    private void Heard(LeaseSignal signal)
    {
        if (signal.Kind is LeaseSignalKind.Freed or LeaseSignalKind.Replay or LeaseSignalKind.Pauses)
        {
            membership.Hurry();
        }

        composition.Operations.Heard(signal);
    }
}
