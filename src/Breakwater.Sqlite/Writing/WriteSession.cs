using System.Buffers;
using Breakwater.Model;
using Breakwater.Sqlite.Native;

namespace Breakwater.Sqlite.Writing;

/// <summary>
/// What the writer's operations work with: the connection, the small tables that are kept in memory, and the counters that change
/// once a transaction. Used by the writer's thread only.
/// </summary>
internal sealed class WriteSession(Connection connection, int gather = FreshIdentities.Gathered) : IDisposable
{
    private const int KindsKept = 4_096;

    private readonly Dictionary<string, long> names = new(StringComparer.Ordinal);
    private readonly Dictionary<(long Source, string? Type), long> kinds = [];
    private (long Least, long Greatest)? skew;
    private (long Least, long Greatest)? widened;
    private FreshIdentities? fresh;

    public Connection Connection => connection;

    public Counters Counters { get; } = new();

    /// <summary>The identities that are not in their index yet.</summary>
    public FreshIdentities Fresh => fresh ??= LoadFresh();

    /// <summary>Where lists of texts are encoded; overwritten by the next one.</summary>
    public ArrayBufferWriter<byte> Scratch { get; } = new(4_096);

    /// <summary>The greatest high half of an id seen in this transaction.</summary>
    public long LastId { get; private set; }

    public void Begin() => connection.Query("BEGIN IMMEDIATE").Run();

    public void Commit()
    {
        Counters.Flush(connection);
        fresh?.Write();
        if (widened is { } wider)
        {
            connection.Query("UPDATE skew SET least = ?, greatest = ?").Add(wider.Least).Add(wider.Greatest).Run();
        }

        connection.Query("COMMIT").Run();
        fresh?.Committed();
        skew = widened ?? skew;
        widened = null;
    }

    /// <summary>Takes everything back, and forgets what was learned from rows that are gone now.</summary>
    public void Rollback()
    {
        Counters.Clear();
        fresh = fresh?.Forget() == true ? fresh : null;
        names.Clear();
        kinds.Clear();
        widened = null;
        if (!connection.Idle)
        {
            connection.Execute("ROLLBACK");
        }
    }

    /// <summary>The number of a source, a destination or a node.</summary>
    public long Name(string text)
    {
        if (names.TryGetValue(text, out var known))
        {
            return known;
        }

        var id = Find(connection.Query("SELECT id FROM names WHERE text = ?").Add(text))
            ?? Find(connection.Query("INSERT INTO names (text) VALUES (?) RETURNING id").Add(text));
        return names[text] = id!.Value;
    }

    /// <summary>The number of a source with a type. Types are the senders' to choose, so only so many are remembered.</summary>
    public long Kind(long source, string? type)
    {
        if (kinds.TryGetValue((source, type), out var known))
        {
            return known;
        }

        if (kinds.Count >= KindsKept)
        {
            kinds.Clear();
        }

        var id = Find(connection.Query("SELECT id FROM kinds WHERE source = ? AND type IS ?").Add(source).Add(type))
            ?? Find(connection.Query("INSERT INTO kinds (source, type) VALUES (?, ?) RETURNING id").Add(source).Add(type));
        return kinds[(source, type)] = id!.Value;
    }

    public void Saw(SortableId id) => LastId = Math.Max(LastId, id.High);

    /// <summary>
    /// Notes how far an event's id is ahead of its arrival. In whole seconds, so that it is hardly ever written.
    /// </summary>
    public void SawArrival(SortableId id, DateTimeOffset received)
    {
        const long Second = 1_000;
        var ahead = (id.High >> 16) - received.ToUnixTimeMilliseconds();
        var (least, greatest) = widened ?? (skew ??= ReadSkew());
        if (ahead < least || ahead > greatest)
        {
            widened = (
                Math.Min(least, (long)Math.Floor((double)ahead / Second) * Second),
                Math.Max(greatest, (long)Math.Ceiling((double)ahead / Second) * Second));
        }
    }

    public void Dispose() => connection.Dispose();

    private FreshIdentities LoadFresh()
    {
        var loaded = new FreshIdentities(connection, gather);
        loaded.Load();
        return loaded;
    }

    private (long Least, long Greatest) ReadSkew()
    {
        using var row = connection.Query("SELECT least, greatest FROM skew");
        return row.Read() ? (row.Long(0), row.Long(1)) : (0, 0);
    }

    private static long? Find(Statement statement)
    {
        using (statement)
        {
            return statement.Read() ? statement.Long(0) : null;
        }
    }
}
