using Breakwater.AspNetCore;
using Breakwater.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Breakwater.Cli.Serving;

/// <summary>What a server is put together from.</summary>
internal sealed record ServerParts
{
    public required Settings Settings { get; init; }

    /// <summary>Where relative paths of the settings start: the configuration file's folder.</summary>
    public required string Folder { get; init; }

    public required ILoggerFactory Logs { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>Chance, safe for concurrent use.</summary>
    public required Random Chance { get; init; }

    /// <summary>The name of this node.</summary>
    public required string Node { get; init; }

    /// <summary>Bounds of the web side, and what it maps beside the API.</summary>
    public BreakwaterWebOptions Options { get; init; } = new();

    /// <summary>What is added to the web side; null for nothing.</summary>
    public Action<WebApplicationBuilder>? Web { get; init; }
}
