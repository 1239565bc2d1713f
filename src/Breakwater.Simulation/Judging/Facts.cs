using Breakwater.Model;
using Breakwater.Simulation.Scenarios;
using Breakwater.Storage;

namespace Breakwater.Simulation.Judging;

/// <summary>Something that the outside saw, or that was committed: what the judge judges by.</summary>
internal abstract record Fact
{
    private Fact()
    {
    }

    /// <summary>When, in ticks since the beginning.</summary>
    public long At { get; init; }

    /// <summary>A node answered a platform 2xx.</summary>
    public sealed record Acknowledged(Posting Posting, ReadOnlyMemory<byte> Body, Receipt Receipt, string Node) : Fact;

    /// <summary>The store committed a new event.</summary>
    public sealed record Recorded(Storage.Recording Recording) : Fact;

    /// <summary>A node sent a request.</summary>
    public sealed record Begun(Request Request) : Fact;

    /// <summary>A node learnt what became of a request.</summary>
    public sealed record Ended(Request Request) : Fact;

    /// <summary>The store committed the settlement of an attempt; it was not refused.</summary>
    public sealed record Settled(Delivery Delivery, Settlement Settlement) : Fact;

    /// <summary>The store committed that somebody wants a delivery tried again.</summary>
    public sealed record Revived(DeliveryId Delivery) : Fact;

    /// <summary>A node ended: its requests under way may be made again.</summary>
    public sealed record Died(string Node) : Fact;

    /// <summary>A node stood still, or its clock jumped.</summary>
    public sealed record Disturbed : Fact;

    /// <summary>The clock of a node went back.</summary>
    public sealed record WentBack : Fact;
}

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

    /// <summary>What the destination answered, when the node heard it.</summary>
    public int? Status { get; set; }

    /// <summary>For how long the destination asked to be left alone.</summary>
    public TimeSpan? RetryAfter { get; set; }

    /// <summary>When the node knew; null while it is under way.</summary>
    public long? EndedAt { get; set; }

    /// <summary>Whether it may not be sent again: the destination took it, or said never.</summary>
    public bool IsFinal { get; set; }
}
