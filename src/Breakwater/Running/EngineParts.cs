using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Storage;
using Microsoft.Extensions.Logging;

namespace Breakwater.Running;

/// <summary>Everything an engine takes from outside. Nothing in it reads a clock, a random number or the environment by itself.</summary>
public sealed record EngineParts
{
    /// <summary>The configuration to begin with.</summary>
    public required Settings Settings { get; init; }

    /// <summary>The store, open. The engine does not dispose it.</summary>
    public required IStore Store { get; init; }

    /// <summary>The network. The engine does not dispose it.</summary>
    public required ITransport Transport { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Chance, safe for concurrent use: <c>Random.Shared</c> in production, seeded in a simulation.</summary>
    public required Random Chance { get; init; }

    /// <summary>Where logs go.</summary>
    public required ILoggerFactory Logs { get; init; }

    /// <summary>The name of this node, kept with each attempt.</summary>
    public required string Node { get; init; }
}
