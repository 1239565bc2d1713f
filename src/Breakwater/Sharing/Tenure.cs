using Breakwater.Configuration;
using Breakwater.Storage;

namespace Breakwater.Sharing;

/// <summary>
/// What this node believes: which shards it works on, and until when it may begin attempts. The lease counts from the moment at which its
/// renewal was sent, and ends a little before the store's, so the belief is never longer than the truth. Two clocks have to agree that it is
/// not over: the monotonic one, which nobody can set back, and the wall clock, which goes on while a machine sleeps. Safe for concurrent use.
/// </summary>
internal sealed class Tenure(TimeProvider clock)
{
    private readonly int[] underWay = new int[Limits.Shards];
    private readonly Lock gate = new();
    private Share share = Share.Nothing;
    private Lease lease = new(0, DateTimeOffset.MinValue, TimeSpan.Zero);
    private int[] turns = [];
    private uint turn;

    /// <summary>Everything, for ever: a store of one node.</summary>
    public static Tenure Whole(TimeProvider clock) =>
        new(clock) { share = Share.Whole, lease = Lease.Endless, turns = [0] };

    /// <summary>What it works on. Whether it may do so at this moment is another question.</summary>
    public Share Share => Volatile.Read(ref share);

    /// <summary>True while the lease goes.</summary>
    public bool IsValid => Volatile.Read(ref lease).Goes(clock);

    /// <summary>
    /// The shard of what is recorded next: one of this node's, so that it needs no second hop. One of all where this node has none; its
    /// owner finds it.
    /// </summary>
    public int NextShard()
    {
        var mine = Volatile.Read(ref turns);
        var next = Interlocked.Increment(ref turn);
        return mine.Length == 0 ? (int)(next % Limits.Shards) : mine[next % (uint)mine.Length];
    }

    /// <summary>An attempt is about to begin: whether it may, and under which epoch. Each that may is ended by <see cref="End"/>.</summary>
    public bool TryBegin(int shard, out long epoch)
    {
        // Counted first and looked at afterwards: whoever lays a shard down sees this attempt, or this attempt sees that.
        Interlocked.Increment(ref underWay[shard]);
        var now = Share;
        epoch = now.EpochOf(shard);
        if (now.Shards.Contains(shard) && IsValid)
        {
            return true;
        }

        End(shard);
        return false;
    }

    /// <summary>Its settlement is committed, or refused.</summary>
    public void End(int shard) => Interlocked.Decrement(ref underWay[shard]);

    /// <summary>Of these, the shards of which no attempt is under way or unsettled.</summary>
    public ShardSet AtRest(ShardSet shards) =>
        ShardSet.Of(shards.ToArray().Where(shard => Volatile.Read(ref underWay[shard]) == 0));

    /// <summary>The lease was renewed by a call that was sent at these moments.</summary>
    public void Renewed(long sentAt, DateTimeOffset sentAtWall, TimeSpan good) => Volatile.Write(ref lease, new Lease(sentAt, sentAtWall, good));

    /// <summary>More shards are this node's.</summary>
    public void Gain(IReadOnlyDictionary<int, long> more) => Change(now => now.With(more));

    /// <summary>These shards are not worked on any more.</summary>
    public void LayDown(ShardSet less) => Change(now => now.Without(less));

    private void Change(Func<Share, Share> change)
    {
        lock (gate)
        {
            var next = change(share);
            Volatile.Write(ref turns, next.Shards.ToArray());
            Volatile.Write(ref share, next);
        }
    }

    private sealed record Lease(long SentAt, DateTimeOffset SentAtWall, TimeSpan Good)
    {
        public static readonly Lease Endless = new(0, default, Timeout.InfiniteTimeSpan);

        public bool Goes(TimeProvider clock) =>
            Good == Timeout.InfiniteTimeSpan || (clock.GetElapsedTime(SentAt) < Good && clock.GetUtcNow() - SentAtWall < Good);
    }
}
