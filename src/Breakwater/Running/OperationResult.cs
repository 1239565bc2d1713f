using Breakwater.Model;

namespace Breakwater.Running;

/// <summary>What an operator's action on a delivery came to.</summary>
/// <param name="Delivery">The delivery as it is now; null when there is none of this id.</param>
/// <param name="Refusal">Why nothing was done, in words; null when it was done.</param>
public sealed record OperationResult(Delivery? Delivery, string? Refusal);

/// <summary>What a replay of one event came to.</summary>
/// <param name="Found">False when there is no such event.</param>
/// <param name="Deliveries">The deliveries that were made.</param>
/// <param name="Refusal">Why nothing was done, in words; null when it was done.</param>
public sealed record ReplayResult(bool Found, IReadOnlyList<Delivery> Deliveries, string? Refusal);
