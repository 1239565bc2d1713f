using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Breakwater.AspNetCore;

/// <summary>Reads a body whole within a limit of bytes and of time, once, into an array of its own.</summary>
internal static class BodyReader
{
    /// <summary>What is set aside before bytes have come: a <c>Content-Length</c> alone is a claim.</summary>
    private const int TrustedLength = 64 * 1024;

    public static async ValueTask<BodyReading> ReadAsync(HttpContext context, int maxBody, TimeProvider clock, TimeSpan timeout)
    {
        var declared = context.Request.ContentLength;
        if (declared > maxBody)
        {
            return BodyReading.TooLarge(0);
        }

        // The server's own limit would speak before ours and in other words.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        try
        {
            return await ReadAsync(context, maxBody, new byte[Math.Min(declared ?? 0, TrustedLength)], clock, timeout);
        }
        catch (BadHttpRequestException refused)
        {
            return refused.StatusCode == StatusCodes.Status408RequestTimeout ? BodyReading.TooSlow(0) : BodyReading.Malformed(0);
        }
    }

    private static async ValueTask<BodyReading> ReadAsync(HttpContext context, int maxBody, byte[] body, TimeProvider clock, TimeSpan timeout)
    {
        var length = 0;
        var pipe = context.Request.BodyReader;
        ITimer? timer = null;
        try
        {
            while (true)
            {
                var reading = pipe.ReadAsync(context.RequestAborted);
                if (!reading.IsCompleted)
                {
                    timer ??= clock.CreateTimer(static pipe => ((PipeReader)pipe!).CancelPendingRead(), pipe, timeout, Timeout.InfiniteTimeSpan);
                }

                var read = await reading;
                if (read.IsCanceled)
                {
                    return BodyReading.TooSlow(length);
                }

                var fits = length + read.Buffer.Length <= maxBody;
                length = fits ? Append(ref body, length, read.Buffer) : length;
                pipe.AdvanceTo(read.Buffer.End);
                if (!fits || read.IsCompleted)
                {
                    return fits ? BodyReading.Whole(body.AsMemory(0, length)) : BodyReading.TooLarge(length);
                }
            }
        }
        finally
        {
            timer?.Dispose();
        }
    }

    private static int Append(ref byte[] body, int length, ReadOnlySequence<byte> part)
    {
        var needed = length + (int)part.Length;
        if (needed > body.Length)
        {
            Array.Resize(ref body, body.Length == 0 ? needed : Math.Max(needed, body.Length * 2));
        }

        part.CopyTo(body.AsSpan(length));
        return needed;
    }
}

/// <summary>What reading a body came to.</summary>
/// <param name="Status">0 when it is whole, else the HTTP status of the refusal.</param>
/// <param name="Body">The body, when whole.</param>
/// <param name="Read">How many bytes were read.</param>
internal readonly record struct BodyReading(int Status, ReadOnlyMemory<byte> Body, int Read)
{
    public static BodyReading Whole(ReadOnlyMemory<byte> body) => new(0, body, body.Length);

    public static BodyReading TooLarge(int read) => new(StatusCodes.Status413PayloadTooLarge, default, read);

    public static BodyReading TooSlow(int read) => new(StatusCodes.Status408RequestTimeout, default, read);

    public static BodyReading Malformed(int read) => new(StatusCodes.Status400BadRequest, default, read);

    /// <summary>The refusal in a stable word and in words for people.</summary>
    public (string Code, string Reason) Refusal(int maxBody) => Status switch
    {
        StatusCodes.Status413PayloadTooLarge => ("body-too-large", $"The body has more than {maxBody} bytes, which is this source's maxBody."),
        StatusCodes.Status408RequestTimeout => ("body-too-slow", $"The body did not come whole in time: {Read} bytes came."),
        _ => ("body-malformed", "The request broke off or is malformed."),
    };
}
