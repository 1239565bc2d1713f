using System.Buffers;
using Breakwater.Model;

namespace Breakwater.Delivering;

/// <summary>Reads an answer of which the body is wanted: whole up to a bound, and what is beyond the bound is not read.</summary>
internal static class LongAnswer
{
    private const int BufferFirst = 16 * 1024;

    public static async Task<TransportAnswer> ReadAsync(
        HttpResponseMessage response, IReadOnlyList<Header> headers, int keep, CancellationToken cancellation)
    {
        var answer = new TransportAnswer { Stage = TransportStage.Answered, Status = (int)response.StatusCode, Headers = headers };
        if (response.Content.Headers.ContentLength is 0 || response.RequestMessage?.Method == HttpMethod.Head)
        {
            return answer;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(BufferFirst, keep));
        var filled = 0;
        string? error = null;
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
            while (filled <= keep)
            {
                if (filled == buffer.Length)
                {
                    Grow(ref buffer);
                }

                var count = await stream.ReadAsync(buffer.AsMemory(filled), cancellation);
                if (count == 0)
                {
                    break;
                }

                filled += count;
            }
        }
        catch (Exception failure) when (HttpFailure.IsOfTheNetwork(failure))
        {
            error = failure is OperationCanceledException ? "the answer's body did not end in time" : "the answer's body broke off";
        }

        var body = buffer.AsSpan(0, Math.Min(filled, keep)).ToArray();
        ArrayPool<byte>.Shared.Return(buffer);
        return answer with { Body = body, Cut = filled > keep, Error = error };
    }

    private static void Grow(ref byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
