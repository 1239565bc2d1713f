using System.Diagnostics;
using System.Text.Json;

namespace Breakwater.Cli.Demo;

/// <summary>
/// The real server as a child process, which can be killed as hard as an operating system can. Its log goes to whoever listens, line by
/// line; the last lines are kept for the case that it does not start.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int LinesKept = 200;

    private readonly Process process = new();
    private readonly Action<string>? heard;
    private readonly TaskCompletionSource<bool> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> lines = new();
    private bool disposed;

    private ServerProcess(Action<string>? heard) => this.heard = heard;

    /// <summary>Where webhooks go; known once it listens.</summary>
    public Uri Ingress { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>Where the API is; known once it listens.</summary>
    public Uri Admin { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>The process id.</summary>
    public int Id { get; private set; }

    /// <summary>The processor time that it has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>True once it has ended.</summary>
    public bool Ended => process.HasExited;

    /// <summary>The last lines of its output.</summary>
    public string Output
    {
        get
        {
            lock (lines)
            {
                return string.Join('\n', lines);
            }
        }
    }

    /// <summary>Starts <c>run --config FILE --log json</c>, and returns at once.</summary>
    public static ServerProcess Launch(ProgramPath program, string configuration, Action<string>? heard = null)
    {
        var start = new ProcessStartInfo(program.FileName, [.. program.Arguments, "run", "--config", configuration, "--log", "json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        return Launch(start, heard);
    }

    /// <summary>Starts a process that is, or becomes, a server; its output must be redirected.</summary>
    public static ServerProcess Launch(ProcessStartInfo start, Action<string>? heard = null)
    {
        var server = new ServerProcess(heard);
        server.process.StartInfo = start;
        server.process.EnableRaisingEvents = true;
        server.process.OutputDataReceived += (_, line) => server.Hear(line.Data);
        server.process.ErrorDataReceived += (_, line) => server.Hear(line.Data);
        server.process.Exited += (_, _) => server.listening.TrySetResult(false);
        server.process.Start();
        server.Id = server.process.Id;
        server.process.BeginOutputReadLine();
        server.process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Waits until it listens.</summary>
    /// <returns>False when it ended instead; <see cref="Output"/> says why.</returns>
    public Task<bool> ListeningAsync(CancellationToken cancellation) => listening.Task.WaitAsync(cancellation);

    /// <summary><c>kill -9</c>, and waits until the operating system has taken it away.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Waits until it ends by itself and everything that it wrote has been heard.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> ExitAsync(CancellationToken cancellation)
    {
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (lines)
        {
            lines.Enqueue(line);
            if (lines.Count > LinesKept)
            {
                lines.Dequeue();
            }
        }

        if (!listening.Task.IsCompleted && line.Contains("listening", StringComparison.Ordinal))
        {
            ReadAddresses(line);
        }

        heard?.Invoke(line);
    }

    private void ReadAddresses(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.TryGetProperty("ingress", out var ingress) && json.RootElement.TryGetProperty("admin", out var admin))
            {
                Ingress = new Uri(ingress.GetString()!);
                Admin = new Uri(admin.GetString()!);
                listening.TrySetResult(true);
            }
        }
        catch (JsonException)
        {
            // Not a line of the log: something that the runtime printed. It is kept in Output.
        }
    }
}
