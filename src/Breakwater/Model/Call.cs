namespace Breakwater.Model;

/// <summary>A durable request of the product to a platform, whose answer is kept for the product.</summary>
public sealed record Call
{
    /// <summary>The id.</summary>
    public required CallId Id { get; init; }

    /// <summary>What was asked for.</summary>
    public required CallRequest Request { get; init; }

    /// <summary>When it was recorded.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The delivery that makes it: its state is the call's.</summary>
    public required Delivery Delivery { get; init; }

    /// <summary>The platform's last answer; null while the call waits, and where none came.</summary>
    public CallAnswer? Answer { get; init; }

    /// <summary>What took the platform's place; null where nothing did. Then the answer is its.</summary>
    public Fallback? Fallback { get; init; }
}

/// <summary>What a platform answered to a call.</summary>
public sealed record CallAnswer
{
    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>The headers.</summary>
    public required IReadOnlyList<Header> Headers { get; init; }

    /// <summary>The body, as far as it is kept.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>True when the platform's body was longer than what is kept.</summary>
    public bool Cut { get; init; }
}
