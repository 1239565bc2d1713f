using System.Text.Json;
using Breakwater.Configuration;
using Breakwater.Model;

namespace Breakwater.Simulation.Judging;

/// <summary>Which routes an event takes, by a model of its own: plain, slow, and without a look at the engine's.</summary>
internal sealed class Ways(Settings settings)
{
    /// <summary>The routes that match an event.</summary>
    public IEnumerable<RouteSettings> Of(Event evt)
    {
        var near = settings.Routes.Where(route => route.From.Contains(evt.Source) && (route.Types.Count == 0 || route.Types.Any(pattern => Fits(evt.Type, pattern)))).ToList();
        if (near.TrueForAll(route => route.Where.Count == 0))
        {
            return near;
        }

        using var body = Parse(evt.Body);
        return near.Where(route => route.Where.All(where => body is not null && ValueAt(body.RootElement, where.Pointer) is { } text && where.Values.Contains(text))).ToList();
    }

    /// <summary>Whether a type fits a pattern, in which a star stands for any text.</summary>
    public static bool Fits(string? type, string pattern) => type is null ? pattern == "*" : Matches(type, pattern);

    private static bool Matches(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern)
    {
        var star = pattern.IndexOf('*');
        if (star < 0)
        {
            return text.SequenceEqual(pattern);
        }

        if (!text.StartsWith(pattern[..star]))
        {
            return false;
        }

        for (var from = star; from <= text.Length; from++)
        {
            if (Matches(text[from..], pattern[(star + 1)..]))
            {
                return true;
            }
        }

        return false;
    }

    private static string? ValueAt(JsonElement at, string pointer)
    {
        foreach (var token in pointer.Split('/').Skip(1).Select(token => token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
        {
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(token, out var member))
            {
                at = member;
            }
            else if (at.ValueKind == JsonValueKind.Array && int.TryParse(token, out var index) && index >= 0 && index < at.GetArrayLength())
            {
                at = at[index];
            }
            else
            {
                return null;
            }
        }

        return at.ValueKind switch
        {
            JsonValueKind.String => at.GetString(),
            JsonValueKind.Object or JsonValueKind.Array => null,
            _ => at.GetRawText(),
        };
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
