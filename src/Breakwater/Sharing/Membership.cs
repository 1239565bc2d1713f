using System.Threading.Channels;
using Breakwater.Observing;
using Breakwater.Storage;
using Microsoft.Extensions.Logging;

namespace Breakwater.Sharing;

/// <summary>
/// Keeps this node among the others: renews its lease, takes what is free, gives up what is too much, and lays down what it has lost. One
/// loop; a turn every third of a lease, at the end of another node's lease, and when something was told.
/// </summary>
internal sealed partial class Membership : IDisposable
{
    private static readonly TimeSpan PauseLeast = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseMost = TimeSpan.FromSeconds(1);

    /// <summary>A little after another node's lease ends, so that it is over by the store's clock, too.</summary>
    private static readonly TimeSpan After = TimeSpan.FromMilliseconds(20);

    private readonly ILeases leases;
    private readonly Tenure tenure;
    private readonly MembershipTerms terms;
    private readonly MembershipSignals signals;
    private readonly TimeProvider clock;
    private readonly Random chance;
    private readonly ILogger logger;
    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private readonly ITimer timer;
    private ShardSet leaving = ShardSet.None;
    private long leavingSince;
    private bool failing;

    public Membership(
        ILeases leases, Tenure tenure, MembershipTerms terms, MembershipSignals signals, TimeProvider clock, Random chance, ILogger logger)
    {
        this.leases = leases;
        this.tenure = tenure;
        this.terms = terms;
        this.signals = signals;
        this.clock = clock;
        this.chance = chance;
        this.logger = logger;
        timer = clock.CreateTimer(static state => ((Membership)state!).Hurry(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Joins, and takes what is free.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    public async Task JoinAsync(CancellationToken cancellation)
    {
        await leases.JoinAsync(terms.Node, terms.Lease, cancellation);
        await TurnAsync(cancellation);
        LogJoined(terms.Node, tenure.Share.Shards.Count);
    }

    /// <summary>The loop; one owner runs it once.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var pause = PauseLeast;
        while (await bell.Reader.WaitToReadAsync(stop))
        {
            bell.Reader.TryRead(out _);
            try
            {
                await TurnAsync(stop);
                pause = PauseLeast;
            }
            catch (Exception failure) when (failure is StoreUnavailableException || (failure is OperationCanceledException && !stop.IsCancellationRequested))
            {
                Failed(failure);
                timer.Change(pause * (0.5 + (chance.NextDouble() / 2)), Timeout.InfiniteTimeSpan);
                pause = pause * 2 < PauseMost ? pause * 2 : PauseMost;
            }
        }
    }

    /// <summary>Something was told: the next turn is now.</summary>
    public void Hurry() => bell.Writer.TryWrite(true);

    /// <summary>Everything of this node is free at once.</summary>
    public async Task LeaveAsync(CancellationToken cancellation)
    {
        tenure.LayDown(ShardSet.All);
        try
        {
            await leases.LeaveAsync(cancellation);
        }
        catch (StoreUnavailableException away)
        {
            LogFails(away.Message);
        }
    }

    /// <inheritdoc />
    public void Dispose() => timer.Dispose();

    private async Task TurnAsync(CancellationToken stop)
    {
        // Whoever is not answered in time has no use for the answer.
        using var patience = new CancellationTokenSource(terms.Lease / 2, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        var (sentAt, sentAtWall) = (clock.GetTimestamp(), clock.GetUtcNow());
        var table = await leases.RenewAsync(terms.Lease, either.Token);
        if (table.Nodes.All(node => node.Node != table.Me))
        {
            Lose(tenure.Share.Shards.With(leaving));
            await leases.JoinAsync(terms.Node, terms.Lease, either.Token);
            Hurry();
            return;
        }

        Lose(Lost(table));
        tenure.Renewed(sentAt, sentAtWall, terms.Good);
        var wasFailing = failing;
        Succeeded();
        var division = Division.Of(table, tenure.Share.Shards, leaving, fromExpired: !wasFailing);
        LayDown(division.GiveUp);
        await ReleaseAsync(either.Token);
        await ClaimAsync(division.Claim, stop);
        await signals.Look(tenure.Share.Shards, stop);
        timer.Change(NextTurn(table), Timeout.InfiniteTimeSpan);
    }

    /// <summary>What is not this node's any more under the epoch that it knows.</summary>
    private ShardSet Lost(LeaseTable table)
    {
        var share = tenure.Share;
        return ShardSet.Of(share.Shards.With(leaving).ToArray()
            .Where(shard => table.Shards[shard] != new ShardHold(table.Me, share.EpochOf(shard))));
    }

    private void Lose(ShardSet lost)
    {
        if (lost.IsEmpty)
        {
            return;
        }

        tenure.LayDown(lost);
        leaving = leaving.Without(lost);
        signals.Lost(lost);
        LogLost(lost.Count, tenure.Share.Shards.Count);
    }

    /// <summary>Nothing new of these is begun; what is under way ends, and then they are released.</summary>
    private void LayDown(ShardSet surplus)
    {
        if (surplus.IsEmpty)
        {
            return;
        }

        leavingSince = leaving.IsEmpty ? clock.GetTimestamp() : leavingSince;
        leaving = leaving.With(surplus);
        tenure.LayDown(surplus);
        signals.Lost(surplus);
    }

    private async Task ReleaseAsync(CancellationToken cancellation)
    {
        var ready = clock.GetElapsedTime(leavingSince) < terms.ReleasePatience ? tenure.AtRest(leaving) : leaving;
        if (ready.IsEmpty)
        {
            return;
        }

        await leases.ReleaseAsync(ready, cancellation);
        leaving = leaving.Without(ready);
        LogReleased(ready.Count, tenure.Share.Shards.Count);
    }

    private async Task ClaimAsync(ShardSet wanted, CancellationToken cancellation)
    {
        if (wanted.IsEmpty)
        {
            return;
        }

        var claim = await leases.ClaimAsync(wanted, clock.GetUtcNow(), cancellation);
        if (claim.Epochs.Count == 0)
        {
            return;
        }

        tenure.Gain(claim.Epochs);
        LogGained(claim.Epochs.Count, tenure.Share.Shards.Count, claim.Interrupted);
    }

    private TimeSpan NextTurn(LeaseTable table)
    {
        var next = terms.Lease / 3;
        foreach (var other in table.Nodes.Where(node => node.Node != table.Me))
        {
            next = other.Remaining + After < next ? other.Remaining + After : next;
        }

        return leaving.IsEmpty || next < PauseLeast ? next : PauseLeast;
    }

    private void Failed(Exception failure)
    {
        if (!failing)
        {
            failing = true;
            LogFails(failure is StoreUnavailableException ? failure.Message : "the store did not answer in time");
        }

        signals.Valid(tenure.IsValid);
    }

    private void Succeeded()
    {
        if (failing)
        {
            failing = false;
            LogWorksAgain();
        }

        signals.Valid(true);
    }

    [LoggerMessage(LogEvents.Joined, LogLevel.Information, "{Node} works on {Shards} shards")]
    private partial void LogJoined(string node, int shards);

    [LoggerMessage(LogEvents.ShardsGained, LogLevel.Information, "took {Gained} shards over and works on {Shards}; {Interrupted} attempts of their last owner were interrupted")]
    private partial void LogGained(int gained, int shards, int interrupted);

    [LoggerMessage(LogEvents.ShardsReleased, LogLevel.Information, "gave {Released} shards to other nodes and works on {Shards}")]
    private partial void LogReleased(int released, int shards);

    [LoggerMessage(LogEvents.ShardsLost, LogLevel.Warning, "{Lost} shards went to other nodes because this one did not renew its lease in time; it works on {Shards}")]
    private partial void LogLost(int lost, int shards);

    [LoggerMessage(LogEvents.LeaseFails, LogLevel.Warning, "the lease of this node cannot be renewed, tried again: {Reason}")]
    private partial void LogFails(string reason);

    [LoggerMessage(LogEvents.LeaseWorksAgain, LogLevel.Information, "the lease of this node is renewed again")]
    private partial void LogWorksAgain();
}

/// <summary>On which terms a node is a member.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Lease">How long a lease goes.</param>
internal sealed record MembershipTerms(string Node, TimeSpan Lease)
{
    /// <summary>How long this node trusts a renewal, counted from when it was sent: a tenth less than the store does.</summary>
    public TimeSpan Good => Lease * 0.9;

    /// <summary>How long shards that are given up may wait for what is under way: as long as the longest attempt, about.</summary>
    public TimeSpan ReleasePatience { get; } = TimeSpan.FromMinutes(2);
}

/// <summary>What a change of membership means to the rest. All but <paramref name="Look"/> are cheap and never throw.</summary>
/// <param name="Lost">Nothing of these shards may stay in memory.</param>
/// <param name="Valid">Whether attempts may begin at all.</param>
/// <param name="Look">Looks into the store for what the shards owe.</param>
internal sealed record MembershipSignals(Action<ShardSet> Lost, Action<bool> Valid, Func<ShardSet, CancellationToken, Task> Look);
