using Breakwater.Sqlite.Native;
using Breakwater.Sqlite.Rows;

namespace Breakwater.Sqlite.Writing;

/// <summary>
/// The identities that are not in their large index yet. Hashes fall anywhere in it, so each would dirty a page of its own; here they are
/// gathered in order of arrival, a row a commit, and carried over in portions sorted by hash, which share pages. Used by the writer's
/// thread only. Its invariants:
/// <list type="bullet">
/// <item>Every identity is in a row of <c>fresh_identities</c>, or in <c>identities</c>, or (while it is carried over) in both.</item>
/// <item>What is in a row is in memory, but for what was pruned and for a second event of the same hash, which goes to the index at once.</item>
/// <item>Nothing in memory is of a transaction that was taken back.</item>
/// </list>
/// </summary>
internal sealed class FreshIdentities(Connection connection, int gather)
{
    /// <summary>So many are gathered before they are carried over: 16 bytes each in the file, about 40 in memory.</summary>
    public const int Gathered = 131_072;

    /// <summary>For each new identity so many are carried over, so that a portion ends before the next is full.</summary>
    private const int PortionPerNew = 2;

    private readonly Dictionary<long, long> events = [];
    private readonly List<(long Hash, long Event)> added = [];
    private readonly List<(long Hash, long Event)> dropped = [];
    private byte[] row = new byte[1_024];
    private long lastRow;
    private int inRows;
    private Portion? portion;
    private int carried;
    private bool justLoaded;

    /// <summary>The event of this hash, where it is among the fresh; it may have been pruned before the last start.</summary>
    public bool TryFind(long hash, out long evt) => events.TryGetValue(hash, out evt);

    /// <summary>Takes a new identity in.</summary>
    public void Add(long hash, long evt)
    {
        if (events.TryAdd(hash, evt))
        {
            added.Add((hash, evt));
        }
        else
        {
            CarryOver(hash, evt);
        }
    }

    /// <summary>Forgets the identity of an event that is pruned.</summary>
    public void Drop(long hash, long evt)
    {
        if (events.TryGetValue(hash, out var known) && known == evt)
        {
            events.Remove(hash);
            dropped.Add((hash, evt));
        }
    }

    /// <summary>Before the commit: writes what is new, and carries a portion over.</summary>
    public void Write()
    {
        if (added.Count == 0)
        {
            return;
        }

        connection.Query("INSERT INTO fresh_identities (id, pairs) VALUES (?, ?)").Add(lastRow + 1).Add(IdentityPairs.Write(added, ref row)).Run();
        if (portion is null)
        {
            return;
        }

        carried = portion.Next(added.Count * PortionPerNew);
        for (var i = portion.Carried; i < carried; i++)
        {
            // What was pruned meanwhile is in memory no longer.
            if (events.TryGetValue(portion.Hashes[i], out var evt) && evt == portion.Events[i])
            {
                CarryOver(portion.Hashes[i], evt);
            }
        }

        if (carried == portion.Hashes.Length)
        {
            connection.Query("DELETE FROM fresh_identities WHERE id <= ?").Add(portion.LastRow).Run();
        }
    }

    /// <summary>After the commit.</summary>
    public void Committed()
    {
        if (added.Count > 0)
        {
            lastRow++;
            inRows += added.Count;
            Advance();
        }

        added.Clear();
        dropped.Clear();
        justLoaded = false;
    }

    /// <summary>The transaction was taken back.</summary>
    /// <returns>False when it has to be loaded anew.</returns>
    public bool Forget()
    {
        foreach (var (hash, _) in added)
        {
            events.Remove(hash);
        }

        foreach (var (hash, evt) in dropped)
        {
            events[hash] = evt;
        }

        added.Clear();
        dropped.Clear();
        return !justLoaded;
    }

    /// <summary>
    /// Reads what an earlier process, or an earlier connection, had gathered. Where that is a portion, it is carried over at once (a third of a
    /// second): it is not known how far that had come, and frequent restarts would begin it again and again.
    /// </summary>
    public void Load()
    {
        justLoaded = true;
        // Retention removes the oldest first: what lies before the oldest event is gone.
        var oldest = connection.Scalar("SELECT min(id) FROM events") ?? long.MaxValue;
        using var rows = connection.Query("SELECT id, pairs FROM fresh_identities ORDER BY id");
        while (rows.Read())
        {
            lastRow = rows.Long(0);
            foreach (var (hash, evt) in IdentityPairs.Read(rows.Bytes(1)))
            {
                inRows++;
                if (evt >= oldest)
                {
                    // A later row of the same hash is of an event that came again after the first was pruned.
                    events[hash] = evt;
                }
            }
        }

        if (inRows >= gather)
        {
            CarryAllOver();
        }
    }

    private void CarryAllOver()
    {
        var all = Portion.Of(events, lastRow, inRows);
        for (var i = 0; i < all.Hashes.Length; i++)
        {
            CarryOver(all.Hashes[i], all.Events[i]);
        }

        connection.Query("DELETE FROM fresh_identities").Run();
        events.Clear();
        inRows = 0;
    }

    private void Advance()
    {
        if (portion is not null)
        {
            portion.Carried = carried;
            if (carried < portion.Hashes.Length)
            {
                return;
            }

            portion.RemoveFrom(events);
            inRows -= portion.InRows;
            portion = null;
        }

        if (inRows >= gather)
        {
            portion = Portion.Of(events, lastRow, inRows);
            carried = 0;
        }
    }

    private void CarryOver(long hash, long evt) =>
        connection.Query("INSERT OR IGNORE INTO identities (hash, event) VALUES (?, ?)").Add(hash).Add(evt).Run();

    /// <summary>What is being carried over, in the order of the index.</summary>
    private sealed class Portion
    {
        public required long[] Hashes { get; init; }

        public required long[] Events { get; init; }

        /// <summary>The last row that it comes from.</summary>
        public required long LastRow { get; init; }

        /// <summary>How many identities these rows hold, the pruned ones too.</summary>
        public required int InRows { get; init; }

        /// <summary>How many are in the index already.</summary>
        public int Carried { get; set; }

        public static Portion Of(Dictionary<long, long> events, long lastRow, int inRows)
        {
            long[] hashes = [.. events.Keys];
            long[] values = [.. events.Values];
            Array.Sort(hashes, values);
            return new Portion { Hashes = hashes, Events = values, LastRow = lastRow, InRows = inRows };
        }

        public int Next(int count) => Math.Min(Hashes.Length, Carried + count);

        public void RemoveFrom(Dictionary<long, long> events)
        {
            for (var i = 0; i < Hashes.Length; i++)
            {
                if (events.TryGetValue(Hashes[i], out var evt) && evt == Events[i])
                {
                    events.Remove(Hashes[i]);
                }
            }
        }
    }
}
