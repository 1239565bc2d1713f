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

    private Contestant(ServerProcess process, string path, Func<HttpClient, ServerProcess, Task<long>> settled)
    {
        this.process = process;
        this.settled = settled;
        Target = new Uri(process.Ingress, path);
    }

    /// <summary>Where the load goes.</summary>
    public Uri Target { get; }

    /// <summary>The processor time that it has used so far.</summary>
    public TimeSpan ProcessorTime => process.ProcessorTime;

    /// <summary>How many deliveries are settled, in its own words.</summary>
    public Task<long> SettledAsync() => settled(client, process);

    /// <summary>The smallest program; with a sink it delivers, too.</summary>
    public static async Task<Contestant> LimitAsync(string folder, Sink? sink)
    {
        var start = new ProcessStartInfo("dotnet", [Build.Limit, Path.Combine(folder, "limit.db"), .. sink is null ? [] : (string[])[sink.Address.ToString()]])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new Contestant(
            await StartedAsync(ServerProcess.Launch(start)),
            "/",
            async (client, process) => long.Parse(await client.GetStringAsync(process.Admin), CultureInfo.InvariantCulture));
    }

    /// <summary>Breakwater: the real program with SQLite.</summary>
    public static async Task<Contestant> BreakwaterAsync(string folder, string source, Sink? sink)
    {
        var file = Path.Combine(folder, "breakwater.yaml");
        await File.WriteAllTextAsync(file, Configuration(sink));
        return new Contestant(
            await StartedAsync(ServerProcess.Launch(ProgramPath.OfAssembly(Build.Breakwater), file)),
            $"/in/{source}",
            DeliveredAsync);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await process.DisposeAsync();
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

    private static string Configuration(Sink? sink) => $$"""
        listen: { ingress: "http://127.0.0.1:0", admin: "http://127.0.0.1:0" }
        store: { sqlite: ./data/breakwater.db }
        network: { allow: [127.0.0.0/8] }
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
