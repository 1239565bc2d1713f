using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Breakwater.Cli.Demo;

namespace Breakwater.Bench;

/// <summary>A server under test, as a process of its own, on a folder that stays when it ends.</summary>
internal sealed class Contestant : IAsyncDisposable
{
    private readonly ServerProcess process;
    private readonly HttpClient client = new();
    private readonly Func<HttpClient, ServerProcess, Task<long>> settled;
    private readonly Process? beside;

    private Contestant(ServerProcess process, string path, Func<HttpClient, ServerProcess, Task<long>> settled, Process? beside = null)
    {
        this.process = process;
        this.settled = settled;
        this.beside = beside;
        Target = new Uri(process.Ingress, path);
    }

    private const string Head = """
        listen: { ingress: "http://127.0.0.1:0", admin: "http://127.0.0.1:0" }
        network: { allow: [127.0.0.0/8] }

        """;

    /// <summary>Where the load goes.</summary>
    public Uri Target { get; }

    /// <summary>The processor time that it has used so far.</summary>
    public TimeSpan ProcessorTime => process.ProcessorTime;

    /// <summary>The most resident memory that it ever had.</summary>
    public long PeakBytes
    {
        get
        {
            using var view = Process.GetProcessById(process.Id);
            return view.PeakWorkingSet64;
        }
    }

    /// <summary>Its API.</summary>
    public Uri Admin => process.Admin;

    /// <summary>How many deliveries are settled, in its own words.</summary>
    public Task<long> SettledAsync() => settled(client, process);

    /// <summary>The smallest program; with a sink it delivers, too.</summary>
    /// <param name="store">A file, or how to connect to a database.</param>
    /// <param name="sink">Where it delivers, or null.</param>
    public static async Task<Contestant> LimitAsync(string store, Sink? sink)
    {
        var start = new ProcessStartInfo("dotnet", [Build.Limit, store, .. sink is null ? [] : (string[])[sink.Address.ToString()]])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new Contestant(
            await StartedAsync(ServerProcess.Launch(start)),
            "/",
            async (client, process) => long.Parse(await client.GetStringAsync(process.Admin), CultureInfo.InvariantCulture));
    }

    /// <summary>Breakwater: the real program.</summary>
    /// <param name="folder">Where its configuration and its file of SQLite are.</param>
    /// <param name="source">The source that the load goes to.</param>
    /// <param name="sink">Where it delivers, or null.</param>
    /// <param name="database">How to connect to PostgreSQL; null for SQLite.</param>
    public static Task<Contestant> BreakwaterAsync(string folder, string source, Sink? sink, string? database = null) =>
        ConfiguredAsync(folder, $"/in/{source}", Configuration(sink, database is null ? "sqlite: ./data/breakwater.db" : $"postgres: \"{database}\""));

    /// <summary>Breakwater with a configuration of the caller's, whose listeners and network are said already.</summary>
    /// <param name="folder">Where it is put.</param>
    /// <param name="path">Where the load goes.</param>
    /// <param name="configuration">Store, sources, destinations, routes.</param>
    public static async Task<Contestant> ConfiguredAsync(string folder, string path, string configuration)
    {
        var file = Path.Combine(folder, "breakwater.yaml");
        await File.WriteAllTextAsync(file, Head + configuration);
        return new Contestant(await StartedAsync(ServerProcess.Launch(ProgramPath.OfAssembly(Build.Breakwater), file)), path, DeliveredAsync);
    }

    /// <summary>Another tool. What the sink has is what it delivered.</summary>
    /// <param name="start">How it is started.</param>
    /// <param name="path">Where it takes requests.</param>
    /// <param name="sink">Where it delivers.</param>
    /// <param name="beside">A server that it needs; ended with it.</param>
    public static async Task<Contestant> PeerAsync(ProcessStartInfo start, string path, Sink sink, Process? beside = null) => new(
        await StartedAsync(ServerProcess.Launch(start)), path, (_, _) => Task.FromResult(sink.Received), beside);

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (!process.Ended)
        {
            // With what it started itself.
            using var tree = Process.GetProcessById(process.Id);
            tree.Kill(entireProcessTree: true);
        }

        await process.DisposeAsync();
        beside?.Kill();
        beside?.Dispose();
    }

    private static async Task<ServerProcess> StartedAsync(ServerProcess process)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await process.ListeningAsync(limit.Token)
            ? process
            : throw new InvalidOperationException($"the server did not start:\n{process.Output}");
    }

    private static async Task<long> DeliveredAsync(HttpClient client, ServerProcess process)
    {
        using var json = JsonDocument.Parse(await client.GetStringAsync(new Uri(process.Admin, "/v1/destinations/sink")));
        return json.RootElement.GetProperty("counts").TryGetProperty("delivered", out var count) ? count.GetInt64() : 0;
    }

    private static string Configuration(Sink? sink, string store) => $$"""
        store: { {{store}} }
        sources:
          plain:
            verify: none
            event: { id: "header:X-Event-Id" }
          signed:
            verify: { scheme: hmac-sha256, header: X-Signature, encoding: hex, prefix: "sha256=", secret: "{{Load.Secret}}" }
            event: { id: "header:X-Event-Id", type: /type, key: /object/id, version: /object/revision }
        """ + (sink is null ? "" : $$"""

        destinations:
          sink: { url: "{{sink.Address}}", concurrency: 64 }
        routes:
          - { from: plain, to: [sink] }
        """);
}
