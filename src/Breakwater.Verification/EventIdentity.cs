namespace Breakwater.Verification;

/// <summary>
/// Where an event's id, type, key, version and time are read. Each is a list of alternatives: the first one whose parts are all there
/// and not empty wins. Data, so that a preset is data.
/// </summary>
public sealed record EventIdentity
{
    /// <summary>The idempotency id.</summary>
    public IReadOnlyList<Selector> Id { get; init; } = [];

    /// <summary>True when an arrival without an id is refused (422); false when the hash of the body stands in.</summary>
    public bool IdRequired { get; init; }

    /// <summary>
    /// True when each arrival without an id is an event of its own, because the same body means something new each time ("look again").
    /// Then nothing stands in, and the receiver gives it an id.
    /// </summary>
    public bool EachArrival { get; init; }

    /// <summary>The type.</summary>
    public IReadOnlyList<Selector> Type { get; init; } = [];

    /// <summary>The key.</summary>
    public IReadOnlyList<Selector> Key { get; init; } = [];

    /// <summary>The version.</summary>
    public IReadOnlyList<Selector> Version { get; init; } = [];

    /// <summary>The time: RFC 3339, or Unix seconds or milliseconds.</summary>
    public IReadOnlyList<Selector> Time { get; init; } = [];
}

/// <summary>A text put together from parts; for example GitHub's type: the header <c>X-GitHub-Event</c>, a dot, and <c>/action</c>.</summary>
/// <param name="Parts">The parts, in order.</param>
public sealed record Selector(IReadOnlyList<SelectorPart> Parts);

/// <summary>A part of a <see cref="Selector"/>.</summary>
/// <param name="Kind">Where it is read.</param>
/// <param name="Value">The literal, the header's or query parameter's name, or the JSON Pointer (RFC 6901); empty for the body's hash.</param>
public readonly record struct SelectorPart(SelectorKind Kind, string Value);

/// <summary>Where a part is read.</summary>
public enum SelectorKind
{
    /// <summary>A fixed text.</summary>
    Literal = 0,

    /// <summary>A header; when it comes twice, it is not there.</summary>
    Header = 1,

    /// <summary>A parameter of the query.</summary>
    Query = 2,

    /// <summary>A JSON Pointer into the body: a string as it is, a number or boolean as the text in which it came.</summary>
    Pointer = 3,

    /// <summary>The lower-case hex SHA-256 of the body.</summary>
    BodyHash = 4,

    /// <summary>A field of a form body.</summary>
    Form = 5,

    /// <summary>An attribute of a CloudEvent in whichever mode it came; <c>id</c> is its source and id.</summary>
    CloudEvent = 6,

    /// <summary>Nothing, where a JSON Pointer points at nothing; where it points at something, the part is not there. For a batch of one.</summary>
    Absent = 7,

    /// <summary>The lower-case hex SHA-256 of a header, where a token that differs at each sending tells requests apart.</summary>
    HeaderHash = 8,
}
