using Breakwater.Configuration;
using Microsoft.AspNetCore.Http;

namespace Breakwater.AspNetCore.Api;

/// <summary>
/// The header <c>Idempotency-Key</c> of the IETF draft: a quoted string by the standard, bare in many real clients; both forms are the
/// same key.
/// </summary>
internal static class IdempotencyKey
{
    public static (string? Key, Problem? Problem) Read(IHeaderDictionary headers)
    {
        var lines = headers["Idempotency-Key"];
        if (lines.Count == 0)
        {
            return (null, null);
        }

        var text = lines[0]?.Trim() ?? "";
        var key = text is ['"', .. var inner, '"'] ? inner.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal) : text;
        return lines.Count > 1 || key.Length is 0 or > Limits.IdentityLength
            ? (null, new Problem(400, "bad-header", $"Idempotency-Key must come once and have 1 to {Limits.IdentityLength} characters."))
            : (key, null);
    }
}
