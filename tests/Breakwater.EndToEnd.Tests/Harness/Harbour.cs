using System.Diagnostics;
using System.Text.Json;
using Breakwater.Cli.Demo;
using Xunit;

namespace Breakwater.EndToEnd.Tests.Harness;

/// <summary>
/// One installation: a folder with a configuration and a store, and the real program that runs on it, dies and comes back. Ports are the
/// operating system's choice at each start: whoever sends asks for the address anew.
/// </summary>
internal sealed class Harbour : IAsyncDisposable
{
    private readonly List<string> log = [];
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(100) };
    private ServerProcess? server;

    public Harbour(string configuration)
    {
        Folder = Directory.CreateTempSubdirectory("breakwater-test-").FullName;
        Configure(configuration);
    }

    public string Folder { get; }

    public string ConfigurationFile => Path.Combine(Folder, "breakwater.yaml");

    public string Database => Path.Combine(Folder, "data", "breakwater.db");

    public ServerProcess Server => server ?? throw new InvalidOperationException("not started");

    /// <summary>The log of all starts so far, JSON lines.</summary>
    public IReadOnlyList<string> Log
    {
        get
        {
            lock (log)
            {
                return [.. log];
            }
        }
    }

    /// <summary>Resident memory of the server, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            using var process = Process.GetProcessById(Server.Id);
            return process.WorkingSet64;
        }
    }

    /// <summary>Listeners and store that every configuration of these tests begins with.</summary>
    public static string Head => """
        listen: { ingress: "http://127.0.0.1:0", admin: "http://127.0.0.1:0" }
        store: { sqlite: ./data/breakwater.db }
        network: { allow: [127.0.0.0/8] }

        """;

    public static async Task<Harbour> StartAsync(string configuration)
    {
        var harbour = new Harbour(configuration);
        await harbour.StartAsync();
        return harbour;
    }

    /// <summary>Replaces the configuration file in one step, as editors and deployments do.</summary>
    public void Configure(string configuration)
    {
        var next = ConfigurationFile + ".next";
        File.WriteAllText(next, Head + configuration);
        File.Move(next, ConfigurationFile, overwrite: true);
    }

    /// <summary>Starts the program and waits until it listens.</summary>
    public async Task StartAsync()
    {
        Launch();
        Assert.True(await Until.DoneAsync(Server.ListeningAsync(CancellationToken.None), "the server listens"), $"it did not start:\n{Server.Output}");
    }

    /// <summary>Starts the program and waits for nothing.</summary>
    public void Launch() => server = ServerProcess.Launch(Repository.Program, ConfigurationFile, Hear);

    /// <summary>Starts the program through a shell that prepares its world.</summary>
    public async Task StartThroughShellAsync(string preparation)
    {
        var command = string.Join(' ', Repository.Program.Arguments.Prepend(Repository.Program.FileName).Select(part => $"'{part}'"));
        server = ServerProcess.Launch(
            new ProcessStartInfo("/bin/sh", ["-c", $"{preparation}; exec {command} run --config '{ConfigurationFile}' --log json"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
            Hear);
        Assert.True(await Until.DoneAsync(Server.ListeningAsync(CancellationToken.None), "the server listens"), $"it did not start:\n{Server.Output}");
    }

    public async Task KillAsync()
    {
        await Server.KillAsync();
        await Server.DisposeAsync();
    }

    /// <summary>SIGTERM, and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        Signals.Terminate(Server.Id);
        return await ExitAsync();
    }

    /// <summary>Waits until the program has ended by itself.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> ExitAsync() => Until.DoneAsync(Server.ExitAsync(CancellationToken.None), "the server ends");

    /// <summary>Waits for a line of the log.</summary>
    public Task HeardAsync(string words) =>
        Until.TrueAsync(() => Log.Any(line => line.Contains(words, StringComparison.Ordinal)), $"the log says: {words}");

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await http.GetAsync(new Uri(Server.Admin, path));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"GET {path}: {(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public async Task<JsonElement> PostAsync(string path, string json)
    {
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri(Server.Admin, path), content);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"POST {path}: {(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Everything of a list, page after page.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string path)
    {
        var items = new List<JsonElement>();
        for (string? after = ""; after is not null;)
        {
            var mark = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var page = await GetAsync($"{path}{mark}limit=500{(after.Length > 0 ? $"&after={Uri.EscapeDataString(after)}" : "")}");
            items.AddRange(page.GetProperty("items").EnumerateArray());
            after = page.GetProperty("next").GetString();
        }

        return items;
    }

    /// <summary>Waits until no delivery waits any more.</summary>
    public Task SettledAsync(TimeSpan? limit = null) => Until.TrueAsync(
        async () => (await GetAsync("/v1/deliveries?state=waiting&limit=1")).GetProperty("items").GetArrayLength() == 0,
        "every delivery is settled",
        limit);

    /// <summary>Runs a verb of the program against this server.</summary>
    public Task<VerbResult> VerbAsync(params string[] arguments) =>
        VerbResult.RunAsync([.. arguments, "--server", Server.Admin.GetLeftPart(UriPartial.Authority)]);

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }

    private void Hear(string line)
    {
        lock (log)
        {
            log.Add(line);
        }
    }
}
