using System.Globalization;

namespace Breakwater.Simulation.Scheduling;

/// <summary>What happened, in order: always as a hash, and as text when somebody wants to read it.</summary>
/// <param name="keep">Whether the text is kept.</param>
internal sealed class Trace(bool keep)
{
    public const ulong Basis = 14_695_981_039_346_656_037;
    public const ulong Prime = 1_099_511_628_211;

    private readonly List<(string About, string Line)> lines = [];

    /// <summary>The same for the same seed, byte for byte.</summary>
    public ulong Hash { get; private set; } = Basis;

    /// <summary>All lines.</summary>
    public IEnumerable<string> Lines => lines.Select(line => line.Line);

    /// <summary>The lines about one thing, and those about everything.</summary>
    public IEnumerable<string> About(string thing) => lines.Where(line => line.About.Length == 0 || line.About == thing).Select(line => line.Line);

    /// <summary>One step of the scheduler.</summary>
    public void Step(long now, int strand, int choice) => Hash = (((Hash ^ (ulong)now) * Prime ^ (ulong)strand) * Prime ^ (ulong)choice) * Prime;

    /// <summary>Something that a person wants to know.</summary>
    /// <param name="now">The time since the beginning, in ticks.</param>
    /// <param name="about">The event that it is about; empty when it is about all.</param>
    /// <param name="text">What happened.</param>
    public void Tell(long now, string about, string text)
    {
        var hash = (Hash ^ (ulong)now) * Prime;
        foreach (var letter in text)
        {
            hash = (hash ^ letter) * Prime;
        }

        Hash = hash;
        if (keep)
        {
            lines.Add((about, string.Create(CultureInfo.InvariantCulture, $"{TimeSpan.FromTicks(now):d\\.hh\\:mm\\:ss\\.fff}  {about,-8}  {text}")));
        }
    }
}
