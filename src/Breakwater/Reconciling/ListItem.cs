using Breakwater.Verification;

namespace Breakwater.Reconciling;

/// <summary>One item of a list, as far as it is known.</summary>
/// <param name="Bytes">The item as it stood in the list.</param>
/// <param name="Said">What was read in it, of the item itself and of the event in it.</param>
/// <param name="Time">When it happened; null where it does not say.</param>
/// <param name="Fault">Why it can't be told from others, in words; null when it can.</param>
internal sealed record ListItem(byte[] Bytes, IdentityReading Said, DateTimeOffset? Time, string? Fault)
{
    /// <summary>What it is called in a report.</summary>
    public string Name => Said.Id ?? "an item without an id";
}
