using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Breakwater.Model;

namespace Breakwater.Calling;

/// <summary>
/// What makes two calls the same request: destination, method, path, body, and the headers but those that only say who asks when. So a good
/// answer is never given to a request that may have meant something else.
/// </summary>
internal static class RequestMark
{
    private static readonly FrozenSet<string> Passing = new[]
    {
        "User-Agent", "Date", "X-Request-Id", "X-Correlation-Id", "Request-Id", "Accept-Encoding", "Via", "Forwarded",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>128 bits of the SHA-256.</summary>
    public static Guid Of(string destination, CallRequest call)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, destination);
        Add(hash, call.Method);
        Add(hash, call.Path);
        foreach (var header in call.Headers.Where(header => !Passes(header.Name)).OrderBy(header => header.Name, StringComparer.OrdinalIgnoreCase))
        {
            Add(hash, header.Name.ToLowerInvariant());
            Add(hash, header.Value);
        }

        Add(hash, call.Body.Span);
        return new Guid(hash.GetHashAndReset().AsSpan(0, 16));
    }

    private static bool Passes(string name) => Passing.Contains(name) || name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase);

    private static void Add(IncrementalHash hash, string text) => Add(hash, Encoding.UTF8.GetBytes(text));

    /// <summary>With its length, so that (ab, c) and (a, bc) are two.</summary>
    private static void Add(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
