using System.Text;
using Breakwater.Configuration;
using Microsoft.Extensions.Primitives;

namespace Breakwater.AspNetCore.Api;

/// <summary>The header <c>Idempotency-Key</c>: a Structured Fields string, or the same text bare; both are one key.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    public const string Form = $"{Header} is one text of printable ASCII characters, bare or in double quotes, and not empty";

    /// <summary>Reads it.</summary>
    /// <returns>False when it is there and malformed; a null key when it is not there.</returns>
    public static bool TryRead(StringValues lines, out string? key)
    {
        key = null;
        if (lines.Count == 0)
        {
            return true;
        }

        if (lines.Count > 1 || lines[0]?.Trim() is not { Length: > 0 and <= Limits.IdentityLength } text || text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return false;
        }

        key = text[0] == '"' ? Unquote(text) : text;
        return key is { Length: > 0 };
    }

    /// <summary>RFC 9651, 4.2.5: only a quote and a backslash may be escaped.</summary>
    private static string? Unquote(string text)
    {
        var unquoted = new StringBuilder(text.Length);
        for (var index = 1; index < text.Length; index++)
        {
            var c = text[index];
            if (c == '"')
            {
                return index == text.Length - 1 ? unquoted.ToString() : null;
            }

            if (c == '\\' && (++index == text.Length || (c = text[index]) is not ('"' or '\\')))
            {
                return null;
            }

            unquoted.Append(c);
        }

        return null;
    }
}
