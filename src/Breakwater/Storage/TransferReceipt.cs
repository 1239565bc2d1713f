using Breakwater.Model;

namespace Breakwater.Storage;

/// <summary>What writing a batch of whole records came to.</summary>
public sealed record TransferReceipt
{
    /// <summary>Events that are new.</summary>
    public int Added { get; init; }

    /// <summary>Events that were there already, and were left as they are.</summary>
    public int Known { get; init; }

    /// <summary>Events that were left out, since the store has them under another id.</summary>
    public IReadOnlyList<EventId> KnownElsewhere { get; init; } = [];

    /// <summary>Replays that are new.</summary>
    public int ReplaysAdded { get; init; }

    /// <summary>Replays that were there already, and were left as they are.</summary>
    public int ReplaysKnown { get; init; }
}
