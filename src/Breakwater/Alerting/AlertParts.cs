using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Recording;
using Breakwater.Routing;
using Breakwater.Storage;
using Microsoft.Extensions.Logging;

namespace Breakwater.Alerting;

/// <summary>What alerts need of the rest.</summary>
internal sealed record AlertParts
{
    public required IStore Store { get; init; }

    public required Func<Settings> Settings { get; init; }

    public required Func<Router> Router { get; init; }

    public required IdSource Ids { get; init; }

    /// <summary>Where a new delivery belongs.</summary>
    public required Func<int> Shard { get; init; }

    /// <summary>True on the one node that watches sources and backlogs.</summary>
    public required Func<bool> IsOurs { get; init; }

    /// <summary>Commits an event with its deliveries.</summary>
    public required Func<Storage.Recording, CancellationToken, ValueTask<RecordResult>> Record { get; init; }

    public required TimeProvider Clock { get; init; }

    public required Feed Feed { get; init; }

    public required string Node { get; init; }

    public required ILogger Logger { get; init; }
}
