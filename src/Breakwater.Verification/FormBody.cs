using System.Text;

namespace Breakwater.Verification;

/// <summary>A body of <c>application/x-www-form-urlencoded</c>: names and values, decoded as UTF-8. Bounded; hostile input gives fewer fields.</summary>
internal static class FormBody
{
    private const int MaxFields = 1_024;

    /// <summary>True when the request says that its body is a form.</summary>
    public static bool IsForm(SignedRequest request) => RequestParts.Header(request, "Content-Type") is { } type
        && type.AsSpan(0, type.IndexOf(';', StringComparison.Ordinal) is var end && end < 0 ? type.Length : end).Trim()
            .Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);

    /// <summary>The fields in their order; null when there are too many.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>>? Fields(SignedRequest request)
    {
        if (request.Body.IsEmpty)
        {
            return [];
        }

        var text = Encoding.UTF8.GetString(request.Body.Span);
        if (text.AsSpan().Count('&') >= MaxFields)
        {
            return null;
        }

        return
        [
            .. text.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.IndexOf('=', StringComparison.Ordinal) switch
            {
                < 0 => KeyValuePair.Create(Decode(pair), ""),
                var equals => KeyValuePair.Create(Decode(pair[..equals]), Decode(pair[(equals + 1)..])),
            }),
        ];
    }

    /// <summary>The value of a field; null when it is missing or doubled.</summary>
    public static string? Field(SignedRequest request, string name)
    {
        string? value = null;
        foreach (var field in Fields(request) ?? [])
        {
            if (field.Key != name)
            {
                continue;
            }

            if (value is not null)
            {
                return null;
            }

            value = field.Value;
        }

        return value;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
