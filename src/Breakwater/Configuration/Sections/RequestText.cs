using Breakwater.Configuration.Options;

namespace Breakwater.Configuration.Sections;

/// <summary>A request that reads: <c>GET /path?query</c>, with places in braces. Credentials do not belong into it.</summary>
internal static class RequestText
{
    /// <param name="words">What is expected, with an example.</param>
    /// <param name="names">The names that may stand in braces; a JSON Pointer may, too, where <paramref name="pointers"/>.</param>
    /// <param name="pointers">True where a pointer into an item may stand in braces.</param>
    public static Shape<string> Of(string words, IReadOnlyList<string> names, bool pointers = false) =>
        Shapes.Text(words, 2_048, text => Fault(text, names, pointers), "^(GET )?/");

    /// <summary>Path and query alone.</summary>
    public static string PathOf(string request) => request.StartsWith("GET ", StringComparison.Ordinal) ? request["GET ".Length..] : request;

    private static string? Fault(string text, IReadOnlyList<string> names, bool pointers)
    {
        var path = PathOf(text);
        if (!path.StartsWith('/'))
        {
            return "is no request that reads: GET, a blank and a path";
        }

        if (path.StartsWith("//", StringComparison.Ordinal) || path.Any(c => c is <= ' ' or > '~' or '#' or '\\'))
        {
            return "holds a character that cannot stand in a path, or begins with //";
        }

        for (var open = path.IndexOf('{', StringComparison.Ordinal); open >= 0; open = path.IndexOf('{', open + 1))
        {
            var close = path.IndexOf('}', open);
            var name = close < 0 ? "" : path[(open + 1)..close];
            if (!names.Contains(name) && !(pointers && JsonPointers.Fault(name) is null))
            {
                return $"has something else in braces than {string.Join(" or ", names.Select(one => $"{{{one}}}"))}{(pointers ? " or a JSON Pointer" : "")}";
            }
        }

        return null;
    }
}
