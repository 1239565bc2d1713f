using Breakwater.PostgreSql.Calling;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>
/// Keeps a node that lost its shards from changing anything. Whoever settles holds a lock of its node in common; whoever takes shards from a
/// node holds that lock alone. So every commit is before the change of owner or sees it: the lock is a statement of its own, and the next
/// statement looks at the shards after it.
/// </summary>
internal static class Fence
{
    /// <summary>"Brwk": the first half of every advisory lock of this program.</summary>
    public const int Lock = 0x4272776B;

    private static readonly string Shared = $"SELECT pg_advisory_xact_lock_shared({Lock}, $1)";

    /// <summary>The first statement of what is fenced; nothing where this node has not joined.</summary>
    public static void AddTo(NpgsqlBatch batch, Self self)
    {
        if (self.Node is { } node)
        {
            batch.Add(Shared).Int(node);
        }
    }

    /// <summary>The condition that a shard is a node's, under an epoch.</summary>
    public static string Holds(string shard, string epoch, string node, bool fenced) => fenced
        ? $"EXISTS (SELECT 1 FROM shards h WHERE h.shard = {shard} AND h.owner = {node} AND h.epoch = {epoch})"
        : $"({node}::integer IS NOT NULL AND {epoch} IS NOT NULL)";
}
