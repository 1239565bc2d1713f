using System.Collections.Frozen;
using Breakwater.Cli.Yaml;
using Breakwater.Configuration;

namespace Breakwater.Cli.Dev;

/// <summary>
/// The configuration that <c>dev</c> runs: one source that takes anything, one destination that is tried again soon and for a week.
/// Written as a file would be, with the values as variables: so they are checked as in a file, and cannot change its shape.
/// </summary>
internal static class DevConfiguration
{
    public const string Source = "dev";
    private const string Target = "target";

    /// <summary>More than fit into a week: the week is what ends it.</summary>
    private const int Attempts = 1_000_000;

    /// <summary>Two names of this machine, so that two free ports are two listeners: the same address twice would be one.</summary>
    private const string Yaml =
        """
        listen: { ingress: "http://127.0.0.1:${PORT}", admin: "http://localhost:${ADMIN_PORT}" }
        store: { sqlite: "${STORE}", keep: 7d }
        network: { allow: [0.0.0.0/0, "::/0"] }
        sources:
          dev:
            verify: none
            event: { id: "header:breakwater-dev-arrival", type: "header:breakwater-dev-path" }
            maxBody: 32MiB
        destinations:
          target:
            url: "${TARGET}"
            timeout: 60s
            retry: { first: 1s, factor: 2, max: 10s, giveUpAfter: 7d }
        routes:
          - { from: dev, to: [target] }
        """;

    /// <summary>The settings for these values.</summary>
    /// <exception cref="StopException">One of the values cannot be, and why.</exception>
    public static Settings Settings(Uri target, int port, int adminPort, string store)
    {
        var loaded = ConfigurationFile.LoadText(Yaml, Path.Combine(Path.GetDirectoryName(store)!, "dev"), name => name switch
        {
            "PORT" => $"{port}",
            "ADMIN_PORT" => $"{adminPort}",
            "STORE" => store,
            "TARGET" => target.AbsoluteUri,
            _ => null,
        });
        var settings = loaded.Settings ?? throw StopException.Usage(string.Join('\n', loaded.Errors.Select(error => error.Message)));
        var destination = settings.Destinations[Target];
        return settings with
        {
            Destinations = new[] { destination with { Retry = destination.Retry with { MaxAttempts = Attempts } } }.ToFrozenDictionary(one => one.Name),
        };
    }
}
