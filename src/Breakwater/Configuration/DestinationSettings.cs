using System.Collections.Frozen;
using Breakwater.Model;

namespace Breakwater.Configuration;

/// <summary>An endpoint that events go to, with its policy.</summary>
public sealed record DestinationSettings
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is.</summary>
    public required Uri Url { get; init; }

    /// <summary>The HTTP method.</summary>
    public string Method { get; init; } = "POST";

    /// <summary>Headers that are added to each request. Values may hold credentials: they are secrets.</summary>
    public IReadOnlyList<KeyValuePair<string, Secret>> Headers { get; init; } = [];

    /// <summary>The secrets of the Standard Webhooks signature; empty for none. Each one adds a signature (rotation).</summary>
    public IReadOnlyList<Secret> SignSecrets { get; init; } = [];

    /// <summary>How long one attempt may take, whole.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may take to stand, name resolution and TLS included; never longer than <see cref="Timeout"/>.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>When it is tried again, and when it is given up.</summary>
    public RetrySettings Retry { get; init; } = new();

    /// <summary>Statuses after which trying again can't help.</summary>
    public FrozenSet<int> Permanent { get; init; } = DefaultPermanent;

    /// <summary>How many requests may be under way at once.</summary>
    public int Concurrency { get; init; } = 16;

    /// <summary>How many requests may begin a second, evenly spread, on all nodes together; null: as many as it takes.</summary>
    public double? Rate { get; init; }

    /// <summary>When it is left alone for a while.</summary>
    public BreakerSettings Breaker { get; init; } = new();

    /// <summary>The header under which this platform expects the idempotency key of a call.</summary>
    public string IdempotencyHeader { get; init; } = "Idempotency-Key";

    /// <summary>Bytes of the answer's body that are kept of a call; what is beyond is left out, and said to be missing.</summary>
    public int MaxAnswer { get; init; } = 1024 * 1024;

    /// <summary>What follows from a request that got no answer, and so may have taken effect.</summary>
    public OnAmbiguous OnAmbiguous { get; init; }

    /// <summary>How the platform is asked whether such a request took effect; set where <see cref="OnAmbiguous"/> says check.</summary>
    public CheckSettings? Check { get; init; }

    /// <summary>What takes its place when a delivery is given up, in order.</summary>
    public IReadOnlyList<FallbackSettings> Fallback { get; init; } = [];

    /// <summary>True when it is still tried although a fallback took its place.</summary>
    public bool KeepTrying { get; init; }

    /// <summary>How long a delivery may wait before the backlog is late, which is an alert.</summary>
    public TimeSpan LateAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>True for a destination that is on its way out: its deliveries are still worked off, and no route may name it.</summary>
    public bool Retired { get; init; }

    /// <summary>400, 405, 410, 413, 414, 415, 422, 501.</summary>
    public static FrozenSet<int> DefaultPermanent { get; } = new[] { 400, 405, 410, 413, 414, 415, 422, 501 }.ToFrozenSet();
}
