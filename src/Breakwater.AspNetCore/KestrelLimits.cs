using Breakwater.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Breakwater.AspNetCore;

/// <summary>The server's own limits, from <see cref="Limits"/>.</summary>
public static class KestrelLimits
{
    /// <summary>Slowest body that is waited for, in bytes a second, after a grace of 5 seconds. Matches Kestrel's own default.</summary>
    private const double BodyBytesPerSecond = 240;

    /// <summary>Applies the limits: headers, connections, slow bodies, HTTP/2 streams; and says nothing of itself in answers.</summary>
    public static void Apply(KestrelServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.AddServerHeader = false;
        options.AllowSynchronousIO = false;
        var limits = options.Limits;
        limits.MaxRequestHeadersTotalSize = Limits.HeaderBytes;
        limits.MaxRequestHeaderCount = Limits.HeaderLines;
        limits.RequestHeadersTimeout = Limits.HeadersTimeout;
        limits.MaxConcurrentConnections = Limits.Connections;
        limits.MinRequestBodyDataRate = new MinDataRate(BodyBytesPerSecond, TimeSpan.FromSeconds(5));
        limits.Http2.MaxStreamsPerConnection = 100;
        limits.Http2.MaxRequestHeaderFieldSize = Limits.HeaderBytes / 2;
    }
}
