using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Breakwater.AspNetCore;

/// <summary>How reading a body ended.</summary>
internal enum BodyEnd
{
    /// <summary>It came whole.</summary>
    Whole = 0,

    /// <summary>It is, or announces to be, larger than allowed; the rest was not read.</summary>
    TooLarge = 1,

    /// <summary>It did not come in time.</summary>
    TooSlow = 2,

    /// <summary>It is not valid HTTP.</summary>
    Broken = 3,

    /// <summary>The sender is gone: nobody reads an answer.</summary>
    Gone = 4,

    /// <summary>Too many large bodies are being read already.</summary>
    Busy = 5,
}

/// <summary>A body, or why there is none.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Bytes">The body, exactly; empty unless whole.</param>
/// <param name="Status">The status that a broken one is answered with.</param>
internal readonly record struct BodyRead(BodyEnd End, byte[] Bytes, int Status = 0);

/// <summary>
/// Reads bodies within limits of size and time, each once into an array of its exact length. Nothing is allocated for what was only
/// announced: up to <see cref="GatherBytes"/> a body stays in the server's own buffers until it is whole; a larger one gets its array
/// when that much has truly come, and all such arrays together are bounded.
/// </summary>
internal sealed class BodyReader(TimeProvider clock, TimeSpan timeout)
{
    private const int GatherBytes = 64 * 1024;
    private const long LargeBytes = 256L * 1024 * 1024;

    private long large;

    /// <summary>Reads a request's body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="limit">Bytes, at most.</param>
    public ValueTask<BodyRead> ReadAsync(HttpContext context, int limit)
    {
        var announced = context.Request.ContentLength;
        if (AtOnce(context.Request, limit) is { } known)
        {
            return new(known);
        }

        LetPass(context, limit);
        var reader = context.Request.BodyReader;
        try
        {
            // The usual case: the body came with the headers, and nothing has to wait, be timed or be cancelled.
            if (reader.TryRead(out var first))
            {
                if (first.IsCompleted && first.Buffer.Length <= limit)
                {
                    return new(new BodyRead(BodyEnd.Whole, Take(reader, first.Buffer)));
                }

                reader.AdvanceTo(first.Buffer.Start);
            }
        }
        catch (BadHttpRequestException fault)
        {
            return new(Broken(fault));
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            return new(new BodyRead(BodyEnd.Gone, []));
        }

        return WaitAsync(reader, announced, limit);
    }

    /// <summary>What the head alone decides; null when the body has to be read.</summary>
    private static BodyRead? AtOnce(HttpRequest request, int limit) =>
        request.ContentLength > limit ? new BodyRead(BodyEnd.TooLarge, [])
        : IsSmuggled(request.Headers) ? new BodyRead(BodyEnd.Broken, [], StatusCodes.Status400BadRequest)
        : request.ContentLength == 0 ? new BodyRead(BodyEnd.Whole, [])
        : null;

    private async ValueTask<BodyRead> WaitAsync(PipeReader reader, long? announced, int limit)
    {
        using var patience = new CancellationTokenSource(timeout, clock);
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(patience.Token);
                var length = result.Buffer.Length;
                if (length > limit)
                {
                    reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                    return new(BodyEnd.TooLarge, []);
                }

                if (result.IsCompleted)
                {
                    return new(BodyEnd.Whole, Take(reader, result.Buffer));
                }

                if (length > GatherBytes)
                {
                    return await LargeAsync(reader, result.Buffer, announced, limit, patience.Token);
                }

                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return new(BodyEnd.TooSlow, []);
        }
        catch (Exception fault) when (fault is BadHttpRequestException or IOException or OperationCanceledException)
        {
            return fault is BadHttpRequestException malformed ? Broken(malformed) : new(BodyEnd.Gone, []);
        }
    }

    /// <summary>Goes on with a body of which a good part is there: into one array when its length is known, else into one that doubles.</summary>
    private async ValueTask<BodyRead> LargeAsync(PipeReader reader, ReadOnlySequence<byte> start, long? announced, int limit, CancellationToken patience)
    {
        var held = announced ?? limit;
        if (Interlocked.Add(ref large, held) > LargeBytes)
        {
            Interlocked.Add(ref large, -held);
            reader.AdvanceTo(start.Start, start.End);
            return new(BodyEnd.Busy, []);
        }

        try
        {
            var bytes = GC.AllocateUninitializedArray<byte>((int)Math.Min(announced ?? (2 * start.Length), limit));
            var filled = Append(reader, start, ref bytes, 0, limit);
            while (true)
            {
                var result = await reader.ReadAsync(patience);
                if (filled + result.Buffer.Length > limit)
                {
                    reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                    return new(BodyEnd.TooLarge, []);
                }

                filled = Append(reader, result.Buffer, ref bytes, filled, limit);
                if (result.IsCompleted)
                {
                    return new(BodyEnd.Whole, filled == bytes.Length ? bytes : bytes.AsSpan(0, filled).ToArray());
                }
            }
        }
        finally
        {
            Interlocked.Add(ref large, -held);
        }
    }

    private static int Append(PipeReader reader, ReadOnlySequence<byte> part, ref byte[] bytes, int filled, int limit)
    {
        var total = filled + (int)part.Length;
        if (total > bytes.Length)
        {
            Array.Resize(ref bytes, (int)Math.Min(Math.Max(total, 2L * bytes.Length), limit));
        }

        part.CopyTo(bytes.AsSpan(filled));
        reader.AdvanceTo(part.End);
        return total;
    }

    private static byte[] Take(PipeReader reader, ReadOnlySequence<byte> body)
    {
        var bytes = body.IsEmpty ? [] : GC.AllocateUninitializedArray<byte>((int)body.Length);
        body.CopyTo(bytes);
        reader.AdvanceTo(body.End);
        return bytes;
    }

    /// <summary>
    /// A length beside chunks (RFC 9112, 6.1): two servers in a row may read two different requests out of it. Kestrel reads the chunks
    /// and keeps the length under this name.
    /// </summary>
    private static bool IsSmuggled(IHeaderDictionary headers) => headers.TransferEncoding.Count > 0 && headers.ContainsKey("X-Content-Length");

    private static BodyRead Broken(BadHttpRequestException fault) => fault.StatusCode switch
    {
        StatusCodes.Status408RequestTimeout => new(BodyEnd.TooSlow, []),
        StatusCodes.Status413PayloadTooLarge => new(BodyEnd.TooLarge, []),
        var status => new(BodyEnd.Broken, [], status),
    };

    /// <summary>The server's own limit may be lower than this source's: it counts what comes on the wire, and ours what is the body.</summary>
    private static void LetPass(HttpContext context, int limit)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false, MaxRequestBodySize: { } most } feature && most < limit)
        {
            feature.MaxRequestBodySize = limit;
        }
    }
}
