using Breakwater.Model;

namespace Breakwater.Settling;

/// <summary>How far a request came. The same four stages as the network's, in the words of judging.</summary>
internal enum Reached
{
    /// <summary>The status line and headers came whole.</summary>
    Answer = 0,

    /// <summary>Nothing was sent: it can't have taken effect.</summary>
    Nothing = 1,

    /// <summary>Some or all of it was sent, and no status came: it may have taken effect.</summary>
    Silence = 2,

    /// <summary>It was not allowed to be sent.</summary>
    Refusal = 3,
}

/// <summary>What came of one request, as far as judging it needs.</summary>
/// <param name="Reached">How far it came.</param>
/// <param name="Status">The HTTP status, when answered.</param>
/// <param name="Headers">The answer's headers.</param>
/// <param name="Error">What went wrong, in words; null when answered and read.</param>
internal readonly record struct Exchange(Reached Reached, int Status, IReadOnlyList<Header> Headers, string? Error);
