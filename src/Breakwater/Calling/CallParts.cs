using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Recording;
using Breakwater.Storage;

namespace Breakwater.Calling;

/// <summary>What calls are given by the composition.</summary>
internal sealed record CallParts
{
    /// <summary>The store.</summary>
    public required IStore Store { get; init; }

    /// <summary>The configuration in force.</summary>
    public required Func<Settings> Settings { get; init; }

    /// <summary>Commits an event with its deliveries.</summary>
    public required Func<Storage.Recording, CancellationToken, ValueTask<RecordResult>> Record { get; init; }

    /// <summary>Where ids come from.</summary>
    public required IdSource Ids { get; init; }

    /// <summary>The shard of what is recorded next.</summary>
    public required Func<int> Shard { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Chance, for traces.</summary>
    public required Random Chance { get; init; }
}
