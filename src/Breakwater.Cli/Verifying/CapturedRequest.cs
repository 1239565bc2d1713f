using System.Globalization;
using System.Text;
using Breakwater.Verification;

namespace Breakwater.Cli.Verifying;

/// <summary>
/// A request as somebody kept it in a file: request line, headers, a blank line, and the body's bytes. What the capture itself shows to
/// be wrong with it is said in <see cref="Remark"/>.
/// </summary>
internal sealed record CapturedRequest(SignedRequest Request, string? Remark)
{
    /// <summary>Reads the file's bytes.</summary>
    /// <exception cref="FormatException">It is no HTTP request; says which line.</exception>
    public static CapturedRequest Parse(ReadOnlyMemory<byte> file)
    {
        var rest = file;
        var line = NextLine(ref rest);
        var parts = line.Split(' ');
        if (parts.Length < 2 || parts[0].Length == 0 || !parts[0].All(char.IsAsciiLetterUpper))
        {
            throw new FormatException("the first line is no request line (POST /in/source HTTP/1.1)");
        }

        var headers = new List<KeyValuePair<string, string>>();
        for (var number = 2; rest.Length > 0; number++)
        {
            line = NextLine(ref rest);
            if (line.Length == 0)
            {
                break;
            }

            headers.Add(Header(line) ?? throw new FormatException($"line {number} is no header (Name: value); a blank line ends the headers"));
        }

        var request = new SignedRequest { Method = parts[0], Url = parts[1], Headers = headers, Body = rest };
        return Trimmed(request);
    }

    /// <summary>Reads <c>Name: value</c>; null when it is none.</summary>
    public static KeyValuePair<string, string>? Header(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon < 1 || line[..colon].Any(char.IsWhiteSpace) ? null : KeyValuePair.Create(line[..colon], line[(colon + 1)..].Trim(' ', '\t'));
    }

    /// <summary>An editor's last line break is cut where <c>Content-Length</c> shows that it is not the sender's.</summary>
    private static CapturedRequest Trimmed(SignedRequest request)
    {
        var length = request.Headers.FirstOrDefault(header => header.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)).Value;
        if (!int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) || bytes == request.Body.Length)
        {
            return new CapturedRequest(request, Remark: null);
        }

        if (bytes > request.Body.Length)
        {
            return new CapturedRequest(request, $"the capture is not whole: Content-Length says {bytes} bytes of body, and {request.Body.Length} are there");
        }

        var surplus = request.Body.Length - bytes;
        return new CapturedRequest(
            request with { Body = request.Body[..bytes] },
            $"the last {surplus} bytes of the capture lie beyond Content-Length and are left out");
    }

    private static string NextLine(ref ReadOnlyMemory<byte> rest)
    {
        var end = rest.Span.IndexOf((byte)'\n');
        var line = end < 0 ? rest.Span : rest.Span[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return Encoding.UTF8.GetString(line.TrimEnd((byte)'\r'));
    }
}
