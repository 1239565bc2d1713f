namespace Breakwater.Verification.Providers;

/// <summary>Short words for <see cref="Selector"/>s, so that a preset reads like the table that it is.</summary>
internal static class Read
{
    public static Selector Header(string name) => new([new SelectorPart(SelectorKind.Header, name)]);

    public static Selector Pointer(string pointer) => new([new SelectorPart(SelectorKind.Pointer, pointer)]);

    /// <summary>The same for all.</summary>
    public static Selector Fixed(string text) => new([new SelectorPart(SelectorKind.Literal, text)]);

    public static Selector Form(string name) => new([new SelectorPart(SelectorKind.Form, name)]);

    public static Selector CloudEvent(string attribute) => new([new SelectorPart(SelectorKind.CloudEvent, attribute)]);

    public static Selector HeaderHash(string name) => new([new SelectorPart(SelectorKind.HeaderHash, name)]);

    public static Selector BodyHash { get; } = new([new SelectorPart(SelectorKind.BodyHash, "")]);

    /// <summary>Only where a pointer points at nothing: an id of the first item is the id of a batch of one, and of no other.</summary>
    public static Selector Without(string pointer) => new([new SelectorPart(SelectorKind.Absent, pointer)]);

    /// <summary>Several selectors, one behind the other; all of them must be there.</summary>
    public static Selector Then(this Selector first, Selector next) => new([.. first.Parts, .. next.Parts]);

    public static Selector Then(this Selector first, string literal) =>
        new([.. first.Parts, new SelectorPart(SelectorKind.Literal, literal)]);
}
