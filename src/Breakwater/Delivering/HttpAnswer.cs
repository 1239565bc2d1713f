using System.Buffers;
using System.Net.Http.Headers;
using Breakwater.Configuration;
using Breakwater.Model;

namespace Breakwater.Delivering;

/// <summary>Reads an answer within its bounds. Its status counts, whatever becomes of the body behind it.</summary>
internal static class HttpAnswer
{
    private const int HeaderCharsKept = 8 * 1024;

    /// <param name="response">The answer, of which the head has come.</param>
    /// <param name="keep">Bytes of its body to keep.</param>
    /// <param name="cancellation">The end of the attempt's time.</param>
    public static async Task<TransportAnswer> ReadAsync(HttpResponseMessage response, int keep, CancellationToken cancellation)
    {
        var headers = new List<Header>(8);
        var room = HeaderCharsKept;
        Keep(response.Headers.NonValidated, headers, ref room);
        Keep(response.Content.Headers.NonValidated, headers, ref room);

        if (keep > Limits.AnswerBytesKept)
        {
            return await LongAnswer.ReadAsync(response, headers, keep, cancellation);
        }

        var (body, error) = response.Content.Headers.ContentLength is 0 ? (default, null) : await ReadBodyAsync(response.Content, cancellation);
        return new TransportAnswer
        {
            Stage = TransportStage.Answered,
            Status = (int)response.StatusCode,
            Headers = headers,
            Body = body,
            Error = error,
        };
    }

    private static async Task<(ReadOnlyMemory<byte> Body, string? Error)> ReadBodyAsync(HttpContent content, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Limits.AnswerBytesKept);
        ReadOnlyMemory<byte> kept = default;
        var (filled, read) = (0, 0);
        string? error = null;
        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellation);
            while (read < Limits.AnswerBytesRead)
            {
                // The kept start fills the buffer; what comes behind it is read over its end and forgotten.
                var free = filled < Limits.AnswerBytesKept ? buffer.AsMemory(filled, Limits.AnswerBytesKept - filled) : Scratch(ref buffer, ref kept);
                var count = await stream.ReadAsync(free[..Math.Min(free.Length, Limits.AnswerBytesRead - read)], cancellation);
                if (count == 0)
                {
                    break;
                }

                read += count;
                filled = Math.Min(filled + count, Limits.AnswerBytesKept);
            }
        }
        catch (Exception failure) when (HttpFailure.IsOfTheNetwork(failure))
        {
            error = failure is OperationCanceledException ? "the answer's body did not end in time" : "the answer's body broke off";
        }

        kept = kept.IsEmpty ? buffer.AsSpan(0, filled).ToArray() : kept;
        ArrayPool<byte>.Shared.Return(buffer);
        return (kept, error);
    }

    private static Memory<byte> Scratch(ref byte[] buffer, ref ReadOnlyMemory<byte> kept)
    {
        kept = kept.IsEmpty ? buffer.AsSpan(0, Limits.AnswerBytesKept).ToArray() : kept;
        return buffer;
    }

    private static void Keep(HttpHeadersNonValidated from, List<Header> into, ref int room)
    {
        foreach (var (name, values) in from)
        {
            foreach (var value in values)
            {
                room -= name.Length + value.Length;
                if (room < 0)
                {
                    return;
                }

                into.Add(new Header(name, value));
            }
        }
    }
}
