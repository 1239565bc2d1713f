using Breakwater.Model;

namespace Breakwater.AspNetCore.Api;

/// <summary>Header lines as a JSON object: lines of one name are joined by commas, as RFC 9110 has it.</summary>
internal static class HeaderView
{
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyList<Header> headers)
    {
        var view = new Dictionary<string, string>(headers.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in headers)
        {
            view[name] = view.TryGetValue(name, out var before) ? $"{before}, {value}" : value;
        }

        return view;
    }
}
