using Breakwater.Configuration;
using Breakwater.Model;

namespace Breakwater.Delivering;

/// <summary>The seam to the network. The real one is HTTP; the simulated one lies, drops and dawdles by a seed.</summary>
public interface ITransport : IAsyncDisposable
{
    /// <summary>
    /// Sends one request and reads the start of the answer. Never follows a redirect, never retries, never throws for what a network
    /// does: failures are answers. Cancellation is the end of the attempt's time and is an answer, too.
    /// </summary>
    Task<TransportAnswer> SendAsync(TransportRequest request, CancellationToken cancellation);

    /// <summary>Takes over a new configuration: pools of destinations that are gone or changed are closed when idle.</summary>
    void Apply(Settings settings);
}

/// <summary>One request.</summary>
public sealed record TransportRequest
{
    /// <summary>The destination: its name chooses the connection pool.</summary>
    public required DestinationSettings Destination { get; init; }

    /// <summary>Where it goes; null for the destination's own address. Always under that one.</summary>
    public Uri? Url { get; init; }

    /// <summary>The HTTP method; null for the destination's.</summary>
    public string? Method { get; init; }

    /// <summary>Bytes of the answer's body to keep.</summary>
    public int KeepBytes { get; init; } = Limits.AnswerBytesKept;

    /// <summary>The headers, complete, with the secrets of the destination's configuration.</summary>
    public required IReadOnlyList<Header> Headers { get; init; }

    /// <summary>The body.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}

/// <summary>How far a request came before it failed.</summary>
public enum TransportStage
{
    /// <summary>The status line and headers came whole.</summary>
    Answered = 0,

    /// <summary>Nothing was sent: name resolution, connection, TLS. It can't have taken effect.</summary>
    NotSent = 1,

    /// <summary>Some or all of it was sent, and no status came: it may have taken effect.</summary>
    Sent = 2,

    /// <summary>It was not allowed: the target's address is not one that the operator allowed, or the request can't be made.</summary>
    Refused = 3,
}

/// <summary>What came of one request.</summary>
public sealed record TransportAnswer
{
    /// <summary>How far it came.</summary>
    public required TransportStage Stage { get; init; }

    /// <summary>The HTTP status, when answered.</summary>
    public int Status { get; init; }

    /// <summary>The answer's headers.</summary>
    public IReadOnlyList<Header> Headers { get; init; } = [];

    /// <summary>The start of the answer's body, at most <see cref="TransportRequest.KeepBytes"/>.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>True when the body went on beyond what was kept. Told only where more was to be kept than <see cref="Limits.AnswerBytesKept"/>.</summary>
    public bool Cut { get; init; }

    /// <summary>What went wrong, in words for an operator; null when answered and read.</summary>
    public string? Error { get; init; }
}
