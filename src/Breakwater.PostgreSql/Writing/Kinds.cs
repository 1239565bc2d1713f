using System.Collections.Concurrent;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>
/// The numbers of sources with types, made like <see cref="Names"/>. Types are the senders' to choose, so only so many are remembered.
/// Safe for concurrent use.
/// </summary>
internal sealed class Kinds(Database database)
{
    private const int Kept = 4_096;

    private const string Make =
        "INSERT INTO kinds (source, type, hash) SELECT * FROM unnest($1::integer[], $2::text[], $3::uuid[]) "
        + "ON CONFLICT (hash) DO NOTHING";

    private const string Find = "SELECT id, hash FROM kinds WHERE hash = ANY($1::uuid[])";

    private readonly ConcurrentDictionary<(int Source, string? Type), int> known = [];

    /// <summary>What identifies a source with a type.</summary>
    public static Guid Hash(int source, string? type) =>
        Hashes.Of(source.ToString(System.Globalization.CultureInfo.InvariantCulture), type);

    /// <summary>The numbers of kinds, in their order: without a call where they are known.</summary>
    public ValueTask<int[]> OfAsync((int Source, string? Type)[] kinds, CancellationToken cancellation)
    {
        var numbers = new int[kinds.Length];
        for (var i = 0; i < kinds.Length; i++)
        {
            if (!known.TryGetValue(kinds[i], out numbers[i]))
            {
                return new ValueTask<int[]>(MakeAsync(kinds, cancellation));
            }
        }

        return new ValueTask<int[]>(numbers);
    }

    private Task<int[]> MakeAsync((int Source, string? Type)[] kinds, CancellationToken cancellation) =>
        database.CommitAsync((connection, _) => LearnAsync(connection, kinds, cancellation), cancellation);

    private async Task<int[]> LearnAsync(NpgsqlConnection connection, (int Source, string? Type)[] kinds, CancellationToken cancellation)
    {
        var hashes = Array.ConvertAll(kinds, kind => Hash(kind.Source, kind.Type));

        // In one order everywhere, so that two that make the same kinds never wait for each other in a circle.
        var distinct = hashes.Select((hash, i) => (hash, i)).DistinctBy(one => one.hash).OrderBy(one => one.hash).Select(one => one.i).ToArray();
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Make)
            .Ints(Array.ConvertAll(distinct, i => kinds[i].Source))
            .Texts(Array.ConvertAll(distinct, i => kinds[i].Type.ToColumn()))
            .Uuids(Array.ConvertAll(distinct, i => hashes[i]));
        batch.Add(Find).Uuids(Array.ConvertAll(distinct, i => hashes[i]));
        var found = new Dictionary<Guid, int>(distinct.Length);
        await using var row = await batch.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            found[row.Key(1)] = row.Int(0);
        }

        Remember(kinds, hashes, found);
        return Array.ConvertAll(hashes, hash => found[hash]);
    }

    private void Remember((int Source, string? Type)[] kinds, Guid[] hashes, Dictionary<Guid, int> found)
    {
        if (known.Count + found.Count > Kept)
        {
            known.Clear();
        }

        for (var i = 0; i < kinds.Length && known.Count < Kept; i++)
        {
            known[kinds[i]] = found[hashes[i]];
        }
    }
}
