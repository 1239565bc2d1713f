using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Cli.Moving;

/// <summary>A line of a file that is taken over, understood or not.</summary>
/// <param name="Number">Which line, from 1.</param>
internal sealed record ImportLine(long Number)
{
    public WholeEvent? Event { get; init; }

    public Replay? Replay { get; init; }

    /// <summary>What the file should hold: its last line.</summary>
    public EndLine? End { get; init; }

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public string? Fault { get; init; }
}
