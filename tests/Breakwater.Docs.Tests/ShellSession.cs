using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Breakwater.Docs.Tests;

/// <summary>
/// Runs the shell examples of one page in order, as a user who follows it would: in one folder, against the real program. Verbs that go
/// on until they are stopped are started beside and ended with the session. Ids in examples stand for real ones.
/// </summary>
internal sealed partial class ShellSession : IAsyncDisposable
{
    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(60);

    private readonly string folder = Directory.CreateTempSubdirectory("breakwater-docs-").FullName;
    private readonly List<Process> running = [];
    private readonly List<string> exports = [];
    private readonly StringBuilder transcript = new();
    private readonly int ingress = FreePort();
    private readonly int admin = FreePort();
    private readonly TcpListener sink = new(IPAddress.Loopback, 0);

    public string Transcript => transcript.ToString();

    public string ConfigurationPath => Path.Combine(folder, "breakwater.yaml");

    public string Admin => $"http://127.0.0.1:{admin}";

    /// <summary>A running server with one delivered event, one dead letter and one waiting delivery: what the operator's pages talk about.</summary>
    public async Task StartServerWithEventsAsync()
    {
        sink.Start();
        await File.WriteAllTextAsync(ConfigurationPath, $$"""
            listen: { ingress: "http://127.0.0.1:{{ingress}}", admin: "{{Admin}}" }
            network: { allow: [127.0.0.0/8] }
            sources:
              stripe: { provider: stripe, secret: whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ= }
              internal: { verify: none }
            destinations:
              orders: { url: "http://127.0.0.1:{{FreePort()}}/", retry: { maxAttempts: 1 } }
            routes:
              - { from: stripe, to: [orders] }
              - { from: internal, to: [orders] }
            """);
        await RunAsync("breakwater run");
        await RunAsync("breakwater send stripe --key order-42");
    }

    /// <summary>Runs one line; long-running verbs are left running.</summary>
    public async Task RunAsync(string line)
    {
        var command = WithRealIds(line);
        if (command.StartsWith("export ", StringComparison.Ordinal))
        {
            exports.Add(command);
            return;
        }

        transcript.AppendLine("$ " + command);
        if (LongRunning().IsMatch(command))
        {
            running.Add(Start(command));
            if (command.StartsWith("breakwater run", StringComparison.Ordinal))
            {
                await UntilReadyAsync();
            }

            return;
        }

        using var process = Start(command);
        using var limit = new CancellationTokenSource(StepLimit);
        await process.WaitForExitAsync(limit.Token);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{command}' ended with {process.ExitCode}:\n{Transcript}");
        }

        if (command.StartsWith("breakwater init", StringComparison.Ordinal))
        {
            await ListenOnFreePortsAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in running)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync();
            }

            process.Dispose();
        }

        sink.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private Process Start(string command)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "breakwater.dll");
        var script = $"set -e\nbreakwater() {{ dotnet '{program}' \"$@\"; }}\n{string.Join('\n', exports)}\n{command}\n";
        var start = new ProcessStartInfo("bash", ["-c", script])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["BREAKWATER_SERVER"] = Admin;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Note(string? line)
    {
        if (line is not null)
        {
            lock (transcript)
            {
                transcript.AppendLine("  " + line);
            }
        }
    }

    /// <summary>The starting file listens where a user expects; tests run side by side and take free ports.</summary>
    private async Task ListenOnFreePortsAsync()
    {
        var text = await File.ReadAllTextAsync(ConfigurationPath);
        text = IngressLine().Replace(text, $"  ingress: http://127.0.0.1:{ingress}");
        text = AdminLine().Replace(text, $"  admin: {Admin}");
        await File.WriteAllTextAsync(ConfigurationPath, text);
    }

    private async Task UntilReadyAsync()
    {
        using var client = new HttpClient { BaseAddress = new Uri(Admin) };
        using var limit = new CancellationTokenSource(StepLimit);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await pause.WaitForNextTickAsync(limit.Token))
        {
            try
            {
                using var answer = await client.GetAsync("/readyz", limit.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                if (running[^1].HasExited)
                {
                    throw new InvalidOperationException($"The server ended:\n{Transcript}");
                }
            }
        }
    }

    /// <summary>Ids in examples stand for the newest real ones; asked from the server itself.</summary>
    private string WithRealIds(string line)
    {
        foreach (var (pattern, path) in new[] { (EventIds(), "/v1/events?limit=1"), (DeliveryIds(), "/v1/deliveries?limit=1") })
        {
            if (pattern.IsMatch(line))
            {
                using var client = new HttpClient { BaseAddress = new Uri(Admin) };
                using var answer = client.Send(new HttpRequestMessage(HttpMethod.Get, path));
                using var reader = new StreamReader(answer.Content.ReadAsStream());
                line = pattern.Replace(line, pattern.Match(reader.ReadToEnd()).Value);
            }
        }

        return line;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"^breakwater (run|tail|dev)\b")]
    private static partial Regex LongRunning();

    [GeneratedRegex(@"^  ingress: .*$", RegexOptions.Multiline)]
    private static partial Regex IngressLine();

    [GeneratedRegex(@"^  admin: .*$", RegexOptions.Multiline)]
    private static partial Regex AdminLine();

    [GeneratedRegex("evt_[0-9a-z]+")]
    private static partial Regex EventIds();

    [GeneratedRegex("dlv_[0-9a-z]+")]
    private static partial Regex DeliveryIds();
}
