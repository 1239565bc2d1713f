using System.Collections.Concurrent;

namespace Breakwater.Sqlite;

/// <summary>
/// Small numbers for the names of sources and destinations. The writer adds; readers look up. A name that a rolled-back transaction
/// added is forgotten again.
/// </summary>
internal sealed class NameTable
{
    private readonly ConcurrentDictionary<string, long> numbers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, string> names = new();
    private readonly List<string> uncommitted = [];

    public void Load(Connection connection)
    {
        using var use = connection.Prepare("SELECT id, name FROM names").Use();
        while (use.Statement.Step())
        {
            Keep(use.Statement.Text(1), use.Statement.Long(0));
        }
    }

    /// <summary>The number of a name; null for one that was never recorded.</summary>
    public long? Find(string name) => numbers.TryGetValue(name, out var number) ? number : null;

    public string Name(long number) => names[number];

    /// <summary>The number of a name, made when it is new. The writer's thread only.</summary>
    public long Intern(Connection connection, string name)
    {
        if (numbers.TryGetValue(name, out var number))
        {
            return number;
        }

        using var use = connection.Prepare("INSERT INTO names (name) VALUES (?) RETURNING id").Use();
        use.Statement.Bind(1, name).Step();
        number = use.Statement.Long(0);
        Keep(name, number);
        uncommitted.Add(name);
        return number;
    }

    public void Committed() => uncommitted.Clear();

    public void RolledBack()
    {
        foreach (var name in uncommitted)
        {
            if (numbers.TryRemove(name, out var number))
            {
                names.TryRemove(number, out _);
            }
        }

        uncommitted.Clear();
    }

    private void Keep(string name, long number)
    {
        names[number] = name;
        numbers[name] = number;
    }
}
