using System.Collections.Concurrent;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>
/// The numbers of sources, destinations and nodes. They are made outside of what is committed with them, never change and never go, so each
/// is asked for once in the life of a process. Safe for concurrent use.
/// </summary>
internal sealed class Names(Database database)
{
    private const string Make =
        "INSERT INTO names (text) SELECT DISTINCT unnest($1::text[]) ORDER BY 1 ON CONFLICT (text) DO NOTHING";

    private const string Find = "SELECT id, text FROM names WHERE text = ANY($1::text[])";

    private readonly ConcurrentDictionary<string, int> known = new(StringComparer.Ordinal);

    /// <summary>The number of a name that was ensured.</summary>
    public int this[string name] => known[name];

    /// <summary>Makes sure that names have numbers: without a call where they are known.</summary>
    public ValueTask EnsureAsync(IEnumerable<string> names, CancellationToken cancellation)
    {
        List<string>? missing = null;
        foreach (var name in names)
        {
            if (!known.ContainsKey(name))
            {
                (missing ??= []).Add(name);
            }
        }

        return missing is null ? ValueTask.CompletedTask : new ValueTask(MakeAsync([.. missing.Distinct(StringComparer.Ordinal)], cancellation));
    }

    /// <summary>The number of a name; null where nothing has it.</summary>
    public async ValueTask<int?> FindAsync(string name, CancellationToken cancellation)
    {
        if (known.TryGetValue(name, out var id))
        {
            return id;
        }

        await database.ReadAsync(connection => LearnAsync(connection, [name], make: false, cancellation), cancellation);
        return known.TryGetValue(name, out id) ? id : null;
    }

    /// <summary>Learns names that have numbers already, over a connection that is at work.</summary>
    public async ValueTask LearnAsync(NpgsqlConnection connection, IEnumerable<string> names, CancellationToken cancellation)
    {
        string[] missing = [.. names.Where(name => !known.ContainsKey(name)).Distinct(StringComparer.Ordinal)];
        if (missing.Length > 0)
        {
            await LearnAsync(connection, missing, make: false, cancellation);
        }
    }

    private Task<bool> MakeAsync(string[] names, CancellationToken cancellation) =>
        database.CommitAsync((connection, _) => LearnAsync(connection, names, make: true, cancellation), cancellation);

    private async Task<bool> LearnAsync(NpgsqlConnection connection, string[] names, bool make, CancellationToken cancellation)
    {
        var texts = Array.ConvertAll(names, name => name.ToColumn());
        await using var batch = new NpgsqlBatch(connection);
        if (make)
        {
            batch.Add(Make).Texts(texts);
        }

        batch.Add(Find).Texts(texts);
        await using var row = await batch.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            known[row.Text(1)] = row.Int(0);
        }

        return true;
    }
}
