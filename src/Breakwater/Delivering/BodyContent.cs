using System.Net;

namespace Breakwater.Delivering;

/// <summary>
/// A body that knows whether it was begun to be sent: the line between "can't have taken effect" and "may have". It is written at
/// most once; a second try by the HTTP client (there should be none) fails instead of sending twice.
/// </summary>
internal sealed class BodyContent(ReadOnlyMemory<byte> body) : HttpContent
{
    private bool begun;

    /// <summary>True from the moment in which the client asked for the body to be written: the head of the request went before it.</summary>
    public bool Begun => Volatile.Read(ref begun);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref begun, true))
        {
            throw new InvalidOperationException("the HTTP client tried to send a request twice");
        }

        return stream.WriteAsync(body, cancellationToken).AsTask();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
