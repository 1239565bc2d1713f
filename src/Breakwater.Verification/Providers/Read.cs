namespace Breakwater.Verification.Providers;

/// <summary>Short words for <see cref="Selector"/>s, so that a preset reads like the table that it is.</summary>
internal static class Read
{
    public static Selector Header(string name) => new([new SelectorPart(SelectorKind.Header, name)]);

    public static Selector Pointer(string pointer) => new([new SelectorPart(SelectorKind.Pointer, pointer)]);

    /// <summary>Several selectors, one behind the other; all of them must be there.</summary>
    public static Selector Then(this Selector first, Selector next) => new([.. first.Parts, .. next.Parts]);

    public static Selector Then(this Selector first, string literal) =>
        new([.. first.Parts, new SelectorPart(SelectorKind.Literal, literal)]);
}
