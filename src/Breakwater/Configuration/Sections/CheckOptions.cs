using System.Text.RegularExpressions;
using Breakwater.Configuration.Options;
using Breakwater.Verification.Json;

namespace Breakwater.Configuration.Sections;

/// <summary><c>check</c> of a destination.</summary>
internal static partial class CheckOptions
{
    private const string Method = "GET ";

    private static readonly string[] Placeholders = ["idempotencyKey", "eventId", "deliveryId", "key"];

    public static Option<string> Request { get; } = new(
        "request",
        Shapes.Text("GET and a path such as GET /payments?reference={idempotencyKey}", 2_048, Fault),
        "The request that asks: GET, and a path: for events from the root of the destination's host, for calls behind its url, as theirs. {idempotencyKey} (what the platform got as such: of an event its id), {eventId}, {deliveryId} and {key} are replaced, percent-encoded.")
    { Required = true };

    public static Option<string> Found { get; } = new(
        "found",
        Shapes.Text("a JSON Pointer such as /data/0/id", JsonPointers.MaxLength, pointer => JsonPointers.Fault(pointer) ?? PointerSet.Fault(pointer)),
        "What is there in a 2xx answer when the request took effect. Nothing there, null, false, 0, an empty text or list, and a 404, say that it did not.")
    { Required = true };

    public static Section Section { get; } = new("check", "Asks the platform whether a request that got no answer took effect.", [Request, Found]);

    public static CheckSettings Compose(Values values) => new() { Path = values.Get(Request)[Method.Length..].Trim(), Found = values.Get(Found) };

    private static string? Fault(string text)
    {
        if (!text.StartsWith(Method, StringComparison.Ordinal))
        {
            return "a check only asks: it begins with GET and a space";
        }

        var path = text[Method.Length..].Trim();
        if (!path.StartsWith('/') && !path.StartsWith('?'))
        {
            return "the path behind GET begins with a slash: it is one of the destination's host, and no address of its own";
        }

        foreach (Match braces in Braces().Matches(path))
        {
            if (!Placeholders.Contains(braces.Groups[1].Value))
            {
                return $"knows no {(braces.Value.Length <= 40 ? braces.Value : "such placeholder")}: there are {{{string.Join("}, {", Placeholders)}}}";
            }
        }

        return Model.CallPath.Fault(Braces().Replace(path, "x"));
    }

    [GeneratedRegex(@"\{([^{}]*)\}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Braces();
}
