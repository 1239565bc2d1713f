namespace Breakwater.Verification;

/// <summary>A scheme under which a right signature may cover less than it must: the door asks this, too.</summary>
public interface ICoverage
{
    /// <summary>Valid when a signature that is known to be right covers enough of the request.</summary>
    Verdict Covers(SignedRequest request);
}
