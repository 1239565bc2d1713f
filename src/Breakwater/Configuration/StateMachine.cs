namespace Breakwater.Configuration;

/// <summary>
/// The states of one kind of entity and which may follow which, compiled: what follows, what can be reached, what lies between. Never
/// changes. Before its first event an entity is in no state, which is written as null.
/// </summary>
public sealed class StateMachine
{
    /// <summary>States that one machine may have.</summary>
    public const int MaxStates = 256;

    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly List<string> names = [];
    private readonly bool[,] follows;
    private readonly bool[,] reaches;

    /// <summary>Compiles a machine. At most <see cref="MaxStates"/> states.</summary>
    /// <param name="initial">The state in which an entity begins.</param>
    /// <param name="transitions">From each state, the states that may follow it.</param>
    public StateMachine(string initial, IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> transitions)
    {
        ArgumentNullException.ThrowIfNull(initial);
        ArgumentNullException.ThrowIfNull(transitions);
        Initial = initial;
        var pairs = transitions.SelectMany(from => from.Value.Select(to => (From: from.Key, To: to))).ToList();
        foreach (var name in pairs.SelectMany(pair => new[] { pair.From, pair.To }).Prepend(initial).Concat(transitions.Select(from => from.Key)))
        {
            if (numbers.TryAdd(name, names.Count + 1))
            {
                names.Add(name);
            }
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(names.Count, MaxStates);

        // Number 0 is no state at all: the only one that follows it is the initial one.
        follows = new bool[names.Count + 1, names.Count + 1];
        follows[0, numbers[initial]] = true;
        foreach (var (from, to) in pairs)
        {
            follows[numbers[from], numbers[to]] = true;
        }

        reaches = Closed(follows);
    }

    /// <summary>The state in which an entity begins.</summary>
    public string Initial { get; }

    /// <summary>All states, in the order in which they were named.</summary>
    public IReadOnlyList<string> States => names;

    /// <summary>True for a state of this machine, and for none.</summary>
    public bool Knows(string? state) => state is null || numbers.ContainsKey(state);

    /// <summary>True when there is a transition from one state to the other. Both are known.</summary>
    public bool Follows(string? from, string to) => follows[Number(from), Number(to)];

    /// <summary>True when one or more transitions lead from one state to the other. Both are known.</summary>
    public bool Reaches(string? from, string? to) => reaches[Number(from), Number(to)];

    /// <summary>True when both lie on one cycle (a state on a cycle with itself): the graph can't tell which comes first.</summary>
    public bool IsCyclic(string? one, string? other) => Reaches(one, other) && Reaches(other, one);

    /// <summary>
    /// The states that lie between, on the shortest way that touches none of those to be avoided; null when there is no such way. Empty where
    /// one follows the other.
    /// </summary>
    public IReadOnlyList<string>? Between(string? from, string to, IReadOnlySet<string>? avoiding = null)
    {
        var (start, end) = (Number(from), Number(to));
        var cameFrom = new int[names.Count + 1];
        Array.Fill(cameFrom, -1);
        var open = new Queue<int>([start]);
        while (open.TryDequeue(out var at))
        {
            for (var next = 1; next <= names.Count; next++)
            {
                if (!follows[at, next])
                {
                    continue;
                }

                if (next == end)
                {
                    return Way(cameFrom, start, at);
                }

                if (next != start && cameFrom[next] < 0 && avoiding?.Contains(names[next - 1]) != true)
                {
                    cameFrom[next] = at;
                    open.Enqueue(next);
                }
            }
        }

        return null;
    }

    private List<string> Way(int[] cameFrom, int start, int last)
    {
        var way = new List<string>();
        for (var at = last; at != start; at = cameFrom[at])
        {
            way.Add(names[at - 1]);
        }

        way.Reverse();
        return way;
    }

    private int Number(string? state) => state is null ? 0 : numbers[state];

    /// <summary>What is reached by any number of steps, one at least.</summary>
    private static bool[,] Closed(bool[,] steps)
    {
        var count = steps.GetLength(0);
        var closed = (bool[,])steps.Clone();
        for (var over = 0; over < count; over++)
        {
            for (var from = 0; from < count; from++)
            {
                for (var to = 0; closed[from, over] && to < count; to++)
                {
                    closed[from, to] |= closed[over, to];
                }
            }
        }

        return closed;
    }
}
