using System.Text.Json.Nodes;
using Breakwater.Configuration.Options;

namespace Breakwater.Configuration.Sections;

/// <summary><c>redact</c> of a source: what people don't see of its events.</summary>
internal static class RedactOptions
{
    private const string HeaderPrefix = "header:";

    private static readonly Shape<string> Place = Shapes.Scalar(
        "a JSON Pointer such as /card/number (* in place of a name or index: every one), or header:NAME",
        () => new JsonObject { ["type"] = "string", ["pattern"] = "^(/.*|header:.+)$" },
        place => place,
        (ScalarText text, out string value, out string? fault) =>
        {
            value = text.Text;
            fault = value.StartsWith(HeaderPrefix, StringComparison.Ordinal)
                ? HeaderRules.IsName(value[HeaderPrefix.Length..]) ? null : $"{text.Shown} names no header"
                : JsonPointers.Fault(value);
            return fault is null;
        });

    public static Option<IReadOnlyList<Placed<string>>> Redact { get; } = new(
        "redact",
        Collections.List(Place, 1, 100, single: true),
        "What people don't see: blotted out in the API, the stream and the command line, and in what comes back from destinations. What is kept and what is delivered stays whole.");

    public static Redaction? Compose(Values values) =>
        values.TryGet(Redact, out var places) ? new Redaction(places.Select(place => place.Value)) : null;
}
