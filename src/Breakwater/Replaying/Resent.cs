using Breakwater.Model;

namespace Breakwater.Replaying;

/// <summary>What sending one event again came to.</summary>
/// <param name="Found">False when there is no such event.</param>
/// <param name="Deliveries">The deliveries that were made.</param>
/// <param name="Refusal">Why nothing was done, in words; null when it was done.</param>
internal sealed record Resent(bool Found, IReadOnlyList<Delivery> Deliveries, string? Refusal);
