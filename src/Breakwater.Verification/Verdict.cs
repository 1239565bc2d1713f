namespace Breakwater.Verification;

/// <summary>Whether a request is genuine, and if not, why, in words that help and hold no secret.</summary>
/// <param name="Valid">True when it is genuine.</param>
/// <param name="Code">A stable word: <c>ok</c>, <c>header-missing</c>, <c>header-doubled</c>, <c>header-malformed</c>, <c>signature-mismatch</c>, <c>timestamp-out-of-tolerance</c>, ….</param>
/// <param name="Reason">What was found and what would have to change.</param>
public readonly record struct Verdict(bool Valid, string Code, string Reason)
{
    /// <summary>Genuine.</summary>
    public static Verdict Ok { get; } = new(true, "ok", "the signature is right");

    /// <summary>Not genuine.</summary>
    public static Verdict Refuse(string code, string reason) => new(false, code, reason);
}
