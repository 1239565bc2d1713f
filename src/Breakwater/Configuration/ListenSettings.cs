using System.Net;

namespace Breakwater.Configuration;

/// <summary>The two listeners. The same address for both means one listener.</summary>
public sealed record ListenSettings
{
    /// <summary>Webhooks; may be public.</summary>
    public Uri Ingress { get; init; } = new("http://0.0.0.0:8080");

    /// <summary>API and dashboard.</summary>
    public Uri Admin { get; init; } = new("http://127.0.0.1:8081");

    /// <summary>Proxies whose word on who a request is from counts (<c>X-Forwarded-For</c>); none by default.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];
}
