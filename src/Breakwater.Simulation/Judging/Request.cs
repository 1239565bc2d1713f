using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Simulation.Judging;

/// <summary>One request of a node to a destination, and what became of it.</summary>
internal sealed class Request
{
    /// <summary>Which process sent it; a node that was started again is another one.</summary>
    public required string Node { get; init; }

    public required string Destination { get; init; }

    /// <summary>What a receiver knows the event by.</summary>
    public required string WebhookId { get; init; }

    public required DeliveryId Delivery { get; init; }

    public required int Number { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    public required long BeganAt { get; init; }

    /// <summary>Who owned the shard of the delivery when it began, by the store.</summary>
    public required ShardHold Hold { get; init; }

    /// <summary>Whether it only asks if an earlier one took effect.</summary>
    public bool IsCheck { get; init; }

    /// <summary>Whether it came to the destination, which may have done what it asks.</summary>
    public bool Arrived { get; set; }

    /// <summary>Whether it was answered that no earlier one took effect.</summary>
    public bool SaysAbsent { get; set; }

    /// <summary>What the destination answered, when the node heard it.</summary>
    public int? Status { get; set; }

    /// <summary>For how long the destination asked to be left alone.</summary>
    public TimeSpan? RetryAfter { get; set; }

    /// <summary>When the node knew; null while it is under way.</summary>
    public long? EndedAt { get; set; }

    /// <summary>Whether it may not be sent again: the destination took it, or said never.</summary>
    public bool IsFinal { get; set; }
}
