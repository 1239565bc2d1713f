using Breakwater.Model;

namespace Breakwater.Reconciling;

/// <summary>What a platform answered.</summary>
/// <param name="Body">The body, of a good answer.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Status">The status; 0 where none came.</param>
/// <param name="Fault">Why there is no good answer, in words; null when there is one.</param>
internal sealed record Asked(ReadOnlyMemory<byte> Body, IReadOnlyList<Header> Headers, int Status, string? Fault)
{
    /// <summary>True where the platform has no such thing, which is an answer, too.</summary>
    public bool IsAbsent => Status is 404 or 410;
}
