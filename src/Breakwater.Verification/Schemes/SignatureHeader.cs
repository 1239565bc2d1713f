namespace Breakwater.Verification.Schemes;

/// <summary>A header of a scheme, taken from a request that nobody trusts: exactly once, not empty, of bounded length.</summary>
internal static class SignatureHeader
{
    /// <summary>The greatest length of such a header, in characters: many times what any provider sends.</summary>
    public const int MaxLength = 4 * 1024;

    /// <summary>The most signatures (or other items) that one header may list.</summary>
    public const int MaxItems = 32;

    /// <summary>Takes the header, or says why not.</summary>
    public static bool TryOne(SignedRequest request, string name, out string value, out Verdict refusal)
    {
        value = "";
        refusal = default;
        var count = 0;
        var headers = request.Headers;
        for (var at = 0; at < headers.Count; at++)
        {
            if (string.Equals(headers[at].Key, name, StringComparison.OrdinalIgnoreCase))
            {
                count++;
                value = headers[at].Value;
            }
        }

        if (count == 0)
        {
            refusal = Verdict.Refuse("header-missing", $"the header {name} is missing");
        }
        else if (count > 1)
        {
            refusal = Verdict.Refuse("header-doubled", $"the header {name} came {count} times: nobody could say which one counts");
        }
        else if (value.Length > MaxLength)
        {
            refusal = Malformed(name, $"is {value.Length} characters long; at most {MaxLength} are looked at");
        }
        else if (string.IsNullOrWhiteSpace(value))
        {
            refusal = Malformed(name, "is empty");
        }

        value = value.Length > MaxLength ? "" : value.Trim(' ', '\t');
        return refusal.Code is null;
    }

    /// <summary>Takes a header that may repeat: up to <see cref="MaxItems"/> lines, all of them within bounds, or says why not.</summary>
    public static bool TrySeveral(SignedRequest request, string name, out IReadOnlyList<string> values, out Verdict refusal)
    {
        var found = new List<string>();
        refusal = default;
        foreach (var (key, value) in request.Headers)
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase) && found.Count <= MaxItems)
            {
                found.Add(value.Length > MaxLength ? "" : value.Trim(' ', '\t'));
            }
        }

        values = found;
        if (found.Count == 0)
        {
            refusal = Verdict.Refuse("header-missing", $"the header {name} is missing");
        }
        else if (found.Count > MaxItems)
        {
            refusal = Malformed(name, $"came more than {MaxItems} times");
        }
        else if (found.All(value => value.Length == 0))
        {
            refusal = Malformed(name, "is empty, or too long");
        }

        return refusal.Code is null;
    }

    /// <summary>True when the header is there, however often.</summary>
    public static bool IsPresent(SignedRequest request, string name)
    {
        var headers = request.Headers;
        for (var at = 0; at < headers.Count; at++)
        {
            if (string.Equals(headers[at].Key, name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The header is there, but is not what it should be.</summary>
    public static Verdict Malformed(string name, string what) => Verdict.Refuse("header-malformed", $"the header {name} {what}");
}
