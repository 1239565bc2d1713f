using Breakwater.Configuration;

namespace Breakwater.Judging;

/// <summary>The shard of what is sent in order: the same on every node and in every version, for it is written into rows.</summary>
internal static class KeyShard
{
    private const ulong Basis = 14_695_981_039_346_656_037;
    private const ulong Prime = 1_099_511_628_211;

    /// <summary>One for each key at a destination.</summary>
    public static int Of(string destination, string key)
    {
        // The border counts, so that (ab, c) and (a, bc) are two.
        return (int)(Mixed(Add(Add(Add(Basis, destination), "\uFFFF"), key)) % Limits.Shards);
    }

    /// <summary>FNV-1a over UTF-16, low byte first.</summary>
    private static ulong Add(ulong hash, string text)
    {
        foreach (var letter in text)
        {
            hash = (hash ^ (byte)letter) * Prime;
            hash = (hash ^ (byte)(letter >> 8)) * Prime;
        }

        return hash;
    }

    /// <summary>The low bits of FNV are weak: every bit of the result depends on every bit of the hash.</summary>
    private static ulong Mixed(ulong hash)
    {
        hash = (hash ^ hash >> 33) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ hash >> 33) * 0xC4CEB9FE1A85EC53;
        return hash ^ hash >> 33;
    }
}
