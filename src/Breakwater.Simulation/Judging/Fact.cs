using Breakwater.Model;
using Breakwater.Simulation.InMemory;
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

    /// <summary>The store removed an event that was over.</summary>
    public sealed record Pruned(EventRow Row, DateTimeOffset Now) : Fact;

    /// <summary>A node refused what a platform sent, for good.</summary>
    public sealed record Refused(Posting Posting, Receiving.Reception.Refused Refusal) : Fact;

    /// <summary>A platform gave up to send an event that was never acknowledged.</summary>
    public sealed record Dropped(Posting Posting) : Fact;

    /// <summary>A request took effect at its destination, whatever the node learnt of it.</summary>
    public sealed record Taken(Request Request) : Fact;

    /// <summary>A node sent a request.</summary>
    public sealed record Begun(Request Request) : Fact;

    /// <summary>A node learnt what became of a request.</summary>
    public sealed record Ended(Request Request) : Fact;

    /// <summary>The store committed the settlement of an attempt; it was not refused.</summary>
    public sealed record Settled(Delivery Delivery, Settlement Settlement) : Fact;

    /// <summary>The store committed that somebody wants a delivery tried again.</summary>
    public sealed record Revived(DeliveryId Delivery) : Fact;

    /// <summary>Somebody is about to pause a destination.</summary>
    public sealed record Pausing(string Destination) : Fact;

    /// <summary>A node has told somebody that a destination is paused, while these nodes were there.</summary>
    public sealed record Paused(string Destination, string Node, IReadOnlyList<string> Nodes) : Fact;

    /// <summary>Somebody is about to let a destination go on.</summary>
    public sealed record Resuming(string Destination) : Fact;

    /// <summary>A node ended: its requests under way may be made again.</summary>
    public sealed record Died(string Node) : Fact;

    /// <summary>A node stood still, or its clock jumped.</summary>
    public sealed record Disturbed : Fact;

    /// <summary>The clock of a node went back.</summary>
    public sealed record WentBack : Fact;
}
