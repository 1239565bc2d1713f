namespace Breakwater.Model;

/// <summary>
/// What may follow a destination's address. Whatever stands there has to stay under that address, for every server that may read it:
/// one that decodes twice, that takes a backslash for a slash or that cuts parameters off. Pure.
/// </summary>
internal static class CallPath
{
    /// <summary>The greatest length, in characters; servers rarely take more.</summary>
    public const int Length = 8_192;

    private const int DecodingsMost = 5;

    /// <summary>Why it cannot be a call's path, in words; null when it can.</summary>
    public static string? Fault(string path)
    {
        if (path.Length > Length)
        {
            return $"the path has {path.Length} characters; at most {Length} are taken";
        }

        if (path.Length > 0 && path[0] is not ('/' or '?'))
        {
            return "the path begins with a slash: it follows the destination's url, and is no address of its own";
        }

        if (path.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return "the path holds a space, a control character or a letter beyond ASCII: write it percent-encoded";
        }

        if (path.Contains('#', StringComparison.Ordinal))
        {
            return "the path holds a #: a fragment is not sent; write the character as %23";
        }

        var query = path.IndexOf('?', StringComparison.Ordinal);
        return WayFault(query < 0 ? path : path[..query]);
    }

    /// <summary>The address that a call goes to: the destination's, the path behind it, both queries joined.</summary>
    public static Uri Target(Uri destination, string path)
    {
        var query = path.IndexOf('?', StringComparison.Ordinal);
        var way = query < 0 ? path : path[..query];
        var asked = query < 0 ? "" : path[(query + 1)..];
        var own = destination.Query.TrimStart('?');
        var joined = own.Length > 0 && asked.Length > 0 ? $"{own}&{asked}" : own + asked;
        var root = destination.AbsolutePath;
        var text = destination.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)
            + (way.Length == 0 ? root : root.TrimEnd('/') + way)
            + (joined.Length > 0 ? $"?{joined}" : "");

        // As it is written: what the caller encoded stays encoded.
        return new Uri(text, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    private static string? WayFault(string way)
    {
        for (var round = 0; ; round++)
        {
            if (way.Contains('\\', StringComparison.Ordinal))
            {
                return "the path holds a backslash, which some servers take for a slash";
            }

            if (way.Any(char.IsControl))
            {
                return "the path holds an encoded control character";
            }

            if (round == 0 && way.Contains("//", StringComparison.Ordinal))
            {
                return "the path holds two slashes in a row: some servers leave one out, and others read a host behind them";
            }

            if (way.Split('/').Any(IsDots))
            {
                return "the path holds . or .. between slashes: it would leave the destination's url";
            }

            var decoded = Uri.UnescapeDataString(way);
            if (decoded == way)
            {
                return null;
            }

            if (round == DecodingsMost)
            {
                return "the path is percent-encoded many times over";
            }

            way = decoded;
        }
    }

    /// <summary>Servers cut off what follows a semicolon, each at another moment.</summary>
    private static bool IsDots(string segment)
    {
        var end = segment.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? segment : segment[..end]) is "." or "..";
    }
}
