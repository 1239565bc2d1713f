using System.Net;
using Breakwater.Model;

namespace Breakwater.Receiving;

/// <summary>A request at the door, read whole within the limits, and nothing of it believed yet.</summary>
public sealed record Arrival
{
    /// <summary>The source's name as it was asked for.</summary>
    public required string Source { get; init; }

    /// <summary>The HTTP method, upper case.</summary>
    public required string Method { get; init; }

    /// <summary>The URL as the sender used it, with query.</summary>
    public required string Url { get; init; }

    /// <summary>The header lines, in order.</summary>
    public required IReadOnlyList<Header> Headers { get; init; }

    /// <summary>The body, byte for byte. The engine keeps it: the caller does not use the memory again.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Who sent it, where known.</summary>
    public IPAddress? RemoteAddress { get; init; }
}
