namespace Breakwater.Verification.Schemes;

/// <summary>Words that all schemes with public keys share.</summary>
internal static class Asymmetric
{
    public static Verdict Mismatch(string header) => Verdict.Refuse(
        "signature-mismatch",
        $"the signature in {header} does not match this body: the configured key is not the sender's, "
            + "or something on the way changed the body (a proxy that re-encodes or reformats it)");
}
