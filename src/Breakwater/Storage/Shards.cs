using Breakwater.Judging;

namespace Breakwater.Storage;

/// <summary>Which shard something belongs to: the same on every node and in every version, for it is written into rows.</summary>
public static class Shards
{
    /// <summary>The shard of what is sent in order: one for each key at a destination.</summary>
    public static int Of(string destination, string key)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(key);

        return KeyShard.Of(destination, key);
    }

    /// <summary>The shard of a bulk replay: its owner carries it on.</summary>
    public static int Of(Model.ReplayId replay) => Of("", replay.ToString());
}
