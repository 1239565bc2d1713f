namespace Breakwater.Configuration;

/// <summary>The request that asks a platform whether an earlier one took effect.</summary>
public sealed record CheckSettings
{
    /// <summary>Its path and query, of an event from the root of the destination's host, of a call behind the destination's url, with placeholders: <c>{idempotencyKey}</c>, <c>{eventId}</c>, <c>{deliveryId}</c>, <c>{key}</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The JSON Pointer to what is there when it took effect.</summary>
    public required string Found { get; init; }
}
