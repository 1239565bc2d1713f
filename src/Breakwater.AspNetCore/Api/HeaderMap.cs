using Breakwater.Model;

namespace Breakwater.AspNetCore.Api;

/// <summary>Header lines as an object: the lines of one name joined by a comma, as RFC 9110 has it, in the order in which they came.</summary>
internal static class HeaderMap
{
    public static Dictionary<string, string> Of(IReadOnlyList<Header> headers)
    {
        var map = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in headers)
        {
            map[name] = map.TryGetValue(name, out var before) ? $"{before}, {value}" : value;
        }

        return map;
    }
}
