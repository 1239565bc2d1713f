using Breakwater.Model;
using Breakwater.Verification.Keys;

namespace Breakwater.Receiving;

/// <summary>What the door made of an arrival: one of the nested records.</summary>
internal abstract record Received
{
    private Received()
    {
    }

    /// <summary>A genuine event, ready to be routed and recorded.</summary>
    /// <param name="Event">The event, with a new id that is only used if it is not a duplicate.</param>
    /// <param name="AnswerStatus">The status to answer with after the commit.</param>
    public sealed record Accepted(Event Event, int AnswerStatus) : Received;

    /// <summary>A handshake to be answered; nothing is recorded.</summary>
    /// <param name="Answer">The answer.</param>
    public sealed record Greeted(Reception.Handshake Answer) : Received
    {
        /// <summary>An address of the platform that has to be visited before the answer leaves; null for none.</summary>
        public Uri? Visit { get; init; }
    }

    /// <summary>It names a key that the platform publishes and that is not known yet: find it, then take the arrival in again.</summary>
    /// <param name="Key">The key.</param>
    public sealed record KeyNeeded(KeyRequest Key) : Received;

    /// <summary>A refusal, for the list of rejections and the sender.</summary>
    /// <param name="Refusal">Why.</param>
    public sealed record Rejected(Reception.Refused Refusal) : Received;
}
