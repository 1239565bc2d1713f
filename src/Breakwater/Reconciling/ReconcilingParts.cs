using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Receiving;
using Breakwater.Storage;
using Microsoft.Extensions.Logging;

namespace Breakwater.Reconciling;

/// <summary>What reconciliation takes from outside.</summary>
internal sealed record ReconcilingParts
{
    /// <summary>The store.</summary>
    public required IStore Store { get; init; }

    /// <summary>The configuration in force.</summary>
    public required Func<Settings> Settings { get; init; }

    /// <summary>The network.</summary>
    public required ITransport Transport { get; init; }

    /// <summary>Records what was found.</summary>
    public required Func<Recovery, CancellationToken, ValueTask<Reception>> Record { get; init; }

    /// <summary>Sends an event again to a destination; says why not, or null.</summary>
    public required Func<Model.EventId, string, CancellationToken, Task<string?>> Resend { get; init; }

    /// <summary>Where ids come from.</summary>
    public required IdSource Ids { get; init; }

    /// <summary>True while this node does what one node does for all.</summary>
    public required Func<bool> IsOurs { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Chance, for the waits between attempts.</summary>
    public required Random Chance { get; init; }

    /// <summary>Where the end of a run is told.</summary>
    public required Feed Feed { get; init; }

    /// <summary>The log.</summary>
    public required ILogger Logger { get; init; }
}
