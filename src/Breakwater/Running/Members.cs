using Breakwater.Sharing;
using Breakwater.Storage;

namespace Breakwater.Running;

/// <summary>This node among the others: its membership and its ear, and what they mean to lines and replays.</summary>
internal sealed class Members : IDisposable
{
    private readonly Composition composition;
    private readonly EngineParts parts;
    private readonly Membership membership;
    private readonly Worker sharing;
    private readonly Worker listening;
    private readonly Worker telling;

    /// <summary>The shards in which nothing waits longer than its policy can say.</summary>
    private ShardSet bounded = ShardSet.None;


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
        listening = new Worker("listening", new Listener(leases, Heard, parts.Clock, parts.Chance).RunAsync, logger);
        telling = new Worker("telling", composition.Herald!.RunAsync, logger);
    }

    /// <summary>What a bug has ended, by name.</summary>
    public IEnumerable<string> Broken => new[] { sharing, listening, telling }.Where(worker => worker.Fault is not null).Select(worker => worker.Name);

    /// <summary>Joins, takes what is free, and ends what the last owners began and never ended.</summary>
    public Task JoinAsync(CancellationToken cancellation) => membership.JoinAsync(cancellation);

    public void Start()
    {
        sharing.Start();
        listening.Start();
        telling.Start();
    }

    /// <summary>Gives everything free: called when nothing is under way any more.</summary>
    public async Task LeaveAsync(CancellationToken patience)
    {
        await telling.StopAsync();
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
        membership.Dispose();
    }

    private void Lost(ShardSet shards)
    {
        composition.Dispatcher.Drop(shards);
        composition.Replayer.Drop();
    }

    private async Task LookAsync(ShardSet shards, CancellationToken cancellation)
    {
        if (!shards.Without(bounded).IsEmpty)
        {
            // Their last owner planned by its own clock, which may have been ahead of this one by any time.
            await composition.Watch.BoundAsync(composition.InForce.Settings, cancellation);
        }

        bounded = shards;
        composition.Dispatcher.Expect(await parts.Store.Deliveries.BacklogsAsync(shards, cancellation));
        await composition.Replayer.AdoptAsync(cancellation);
    }

    private void Heard(LeaseSignal signal)
    {
        if (signal.Kind is LeaseSignalKind.Freed or LeaseSignalKind.Replay)
        {
            membership.Hurry();
        }

        composition.Operations.Heard(signal);
    }
}
