using Breakwater.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Breakwater.AspNetCore;

/// <summary>Bounds what a stranger can make the server hold or wait for.</summary>
public static class KestrelLimits
{
    /// <summary>A name in a path may be this long and still get its 404; a longer request line is Kestrel's 414.</summary>
    private const int RequestLineBytes = 16 * 1024;

    /// <summary>Bytes of a body that Kestrel holds for a reader that is busy; then the sender has to wait.</summary>
    private const int BufferedBodyBytes = 128 * 1024;

    /// <summary>
    /// Sets the limits of <see cref="Limits"/> on a server. An application that embeds Breakwater calls it in <c>ConfigureKestrel</c>; the
    /// body's size is then bounded per source by the ingress and by the API themselves, so the application's other endpoints have to
    /// bound their own.
    /// </summary>
    public static void ApplyBreakwaterLimits(this KestrelServerOptions kestrel)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        kestrel.Limits.MaxRequestLineSize = RequestLineBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = Limits.HeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = Limits.HeaderLines;
        kestrel.Limits.RequestHeadersTimeout = Limits.HeadersTimeout;
        kestrel.Limits.MaxRequestBufferSize = BufferedBodyBytes;
        kestrel.Limits.MaxRequestBodySize = null;
        // 240 bytes a second after five seconds, as Kestrel has it: slower is 408.
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
        kestrel.Limits.Http2.MaxStreamsPerConnection = 100;
        kestrel.Limits.Http2.MaxRequestHeaderFieldSize = Limits.HeaderBytes;
        kestrel.Limits.Http2.InitialStreamWindowSize = BufferedBodyBytes;
        kestrel.Limits.Http2.InitialConnectionWindowSize = 4 * BufferedBodyBytes;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
    }
}
