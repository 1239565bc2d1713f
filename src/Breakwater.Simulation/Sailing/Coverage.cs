using System.Globalization;

namespace Breakwater.Simulation.Sailing;

/// <summary>Which trouble met which step of the journey, and how often.</summary>
internal sealed class Coverage
{
    private readonly SortedDictionary<string, long> met = new(StringComparer.Ordinal);

    /// <summary>All that was met.</summary>
    public IReadOnlyDictionary<string, long> Met => met;

    /// <summary>A trouble met a step.</summary>
    public void Note(string trouble, string step) => Add($"{trouble} @ {step}", 1);

    /// <summary>What another run met.</summary>
    public void Add(Coverage other)
    {
        foreach (var (what, times) in other.met)
        {
            Add(what, times);
        }
    }

    /// <summary>A line for each.</summary>
    public override string ToString() => string.Join('\n', met.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Value,9}  {one.Key}")));

    private void Add(string what, long times) => met[what] = met.GetValueOrDefault(what) + times;
}
