using System.Text.Json;
using Breakwater.Cli.Demo;
using Breakwater.PostgresServer;
using Xunit;

namespace Breakwater.EndToEnd.Tests.Harness;

/// <summary>Several real programs over one PostgreSQL: nodes by number, each of which can be killed, paused and started again.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("breakwater-fleet-").FullName;
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly ServerProcess?[] nodes;
    private readonly Strait[] straits;
    private readonly List<(int Node, string Line)> log = [];

    private Fleet(TestServer postgres, int size)
    {
        Postgres = postgres;
        nodes = new ServerProcess?[size];
        straits = [.. Enumerable.Range(0, size).Select(_ => new Strait(postgres.Port))];
    }

    public TestServer Postgres { get; }

    public int Size => nodes.Length;

    /// <summary>The log of all nodes so far, JSON lines.</summary>
    public IReadOnlyList<(int Node, string Line)> Log
    {
        get
        {
            lock (log)
            {
                return [.. log];
            }
        }
    }

    public static async Task<Fleet> StartAsync(int size, string configuration, string lease = "3s")
    {
        var fleet = new Fleet(await TestServer.StartAsync(flush: true), size);
        for (var node = 0; node < size; node++)
        {
            await File.WriteAllTextAsync(
                fleet.ConfigurationFile(node),
                $$"""
                listen: { ingress: "http://127.0.0.1:0", admin: "http://127.0.0.1:0" }
                store: { postgres: "postgres://postgres@127.0.0.1:{{fleet.straits[node].Port}}/postgres?application_name={{NameOf(node)}}", lease: {{lease}} }
                network: { allow: [127.0.0.0/8] }

                """ + configuration);
        }

        await Task.WhenAll(Enumerable.Range(0, size).Select(fleet.StartNodeAsync));
        return fleet;
    }

    /// <summary>The way of a node to the server, which can be cut.</summary>
    public Strait StraitOf(int node) => straits[node];

    public ServerProcess this[int node] => nodes[node] ?? throw new InvalidOperationException($"node {node} is not started");

    /// <summary>The configuration of a node.</summary>
    public string ConfigurationFile(int node) => Path.Combine(folder, $"node-{node}.yaml");

    /// <summary>The name of a node, the same after a restart.</summary>
    public static string NameOf(int node) => $"node-{node}";

    public async Task StartNodeAsync(int node)
    {
        var (program, arguments) = (Repository.Program.FileName, Repository.Program.Arguments);
        nodes[node] = ServerProcess.Launch(
            new System.Diagnostics.ProcessStartInfo(program, [.. arguments, "run", "--config", ConfigurationFile(node), "--log", "json", "--node", NameOf(node)])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
            line => Hear(node, line));
        Assert.True(
            await Until.DoneAsync(this[node].ListeningAsync(CancellationToken.None), $"node {node} listens"),
            $"node {node} did not start:\n{this[node].Output}");
    }

    public async Task KillAsync(int node)
    {
        await this[node].KillAsync();
        await this[node].DisposeAsync();
    }

    public async Task<JsonElement> GetAsync(int node, string path)
    {
        using var response = await http.GetAsync(new Uri(this[node].Admin, path));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"GET {path}: {(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public async Task<JsonElement> PostAsync(int node, string path)
    {
        using var response = await http.PostAsync(new Uri(this[node].Admin, path), content: null);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"POST {path}: {(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public async Task<int> StatusAsync(int node, string path)
    {
        using var response = await http.GetAsync(new Uri(this[node].Admin, path));
        return (int)response.StatusCode;
    }

    /// <summary>Everything of a list, page after page.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(int node, string path)
    {
        var items = new List<JsonElement>();
        for (string? after = ""; after is not null;)
        {
            var page = await GetAsync(node, $"{path}?limit=500{(after.Length > 0 ? $"&after={Uri.EscapeDataString(after)}" : "")}");
            items.AddRange(page.GetProperty("items").EnumerateArray());
            after = page.GetProperty("next").GetString();
        }

        return items;
    }

    /// <summary>How many shards each live node has, as one of them sees it.</summary>
    public async Task<IReadOnlyList<int>> SharesAsync(int node) =>
        [.. (await GetAsync(node, "/v1/nodes")).GetProperty("items").EnumerateArray().Select(one => one.GetProperty("shards").GetInt32())];

    /// <summary>Waits until the work is divided so.</summary>
    public Task DividedAsync(int node, params IReadOnlyList<int> shares) => Until.TrueAsync(
        async () => (await SharesAsync(node)).Order().SequenceEqual(shares.Order()),
        $"the shards are divided into {string.Join(", ", shares)}");

    /// <summary>Waits until no delivery waits any more.</summary>
    public Task SettledAsync(int node) => Until.TrueAsync(
        async () => (await GetAsync(node, "/v1/deliveries?state=waiting&limit=1")).GetProperty("items").GetArrayLength() == 0,
        "every delivery is settled");

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        foreach (var node in nodes.OfType<ServerProcess>())
        {
            await node.DisposeAsync();
        }

        foreach (var strait in straits)
        {
            await strait.DisposeAsync();
        }

        await Postgres.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private void Hear(int node, string line)
    {
        lock (log)
        {
            log.Add((node, line));
        }
    }
}
