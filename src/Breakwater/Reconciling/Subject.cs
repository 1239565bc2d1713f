using Breakwater.Model;

namespace Breakwater.Reconciling;

/// <summary>What is reconciled, and how often.</summary>
/// <param name="Source">The source; null where entities are compared.</param>
/// <param name="Entity">The kind of entity; null where a source is asked.</param>
/// <param name="Destination">The destination that is asked for entities.</param>
/// <param name="Every">How often.</param>
/// <param name="Since">How far back the first run looks.</param>
/// <param name="Overlap">How far each further run looks back before the end of the last one.</param>
internal sealed record Subject(string? Source, string? Entity, string? Destination, TimeSpan Every, TimeSpan Since, TimeSpan Overlap)
{
    /// <summary>Its text in the store.</summary>
    public string Name => Source is not null ? Reconciliation.SubjectOf(Source) : Reconciliation.SubjectOf(Entity!, Destination!);
}
