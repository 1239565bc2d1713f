using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Breakwater.PostgresServer;

/// <summary>
/// A PostgreSQL of its own for tests: own folder, own port, own socket. A small shell beside it stops it and removes its folder as soon as
/// this process is gone, however it went.
/// </summary>
public sealed class TestServer : IAsyncDisposable
{
    private const int LogLines = 500_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>
    /// PostgreSQL refuses to be root. Commands come line by line; the end of the input is the end of everything.
    /// </summary>
    private const string Keeper = """
        folder=$1; port=$2; bin=$3; shift 3
        as="env"; if [ "$(id -u)" = 0 ]; then as="setpriv --reuid=postgres --regid=postgres --clear-groups --"; fi
        end() { kill -QUIT "$server" 2>/dev/null; wait "$server" 2>/dev/null; rm -rf "$folder"; }
        start() { $as "$bin/postgres" -D "$folder/data" -p "$port" -k "$folder" "$@" & server=$!; }
        trap '' INT TERM HUP
        if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
        chmod 700 "$folder"; cd "$folder" || exit 1
        $as "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync --no-instructions >&2 || { rm -rf "$folder"; exit 1; }
        start "$@"
        while read -r word; do
          case $word in
            stop) kill -INT "$server"; wait "$server" ;;
            crash) kill -QUIT "$server"; wait "$server" ;;
            pause) kill -STOP "$server" ;;
            start) start "$@" ;;
          esac
          echo "$word done"
        done
        end
        """;

    private readonly string folder;
    private readonly Process keeper;
    private readonly SemaphoreSlim ready = new(0);
    private readonly SemaphoreSlim done = new(0);
    private readonly Queue<string> log = new();

    private TestServer(string folder, int port, Process keeper)
    {
        this.folder = folder;
        Port = port;
        this.keeper = keeper;
    }

    /// <summary>Its port at 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The last lines of its log.</summary>
    public string Log
    {
        get
        {
            lock (log)
            {
                return string.Join('\n', log);
            }
        }
    }

    /// <summary>Makes a cluster and starts it.</summary>
    /// <param name="flush">False for tests of what is right, not of what is durable: the disk is not waited for.</param>
    /// <param name="settings">Further settings, as <c>max_connections=50</c>.</param>
    public static async Task<TestServer> StartAsync(bool flush, params IReadOnlyList<string> settings)
    {
        var bin = Installation.Find();
        var folder = Directory.CreateTempSubdirectory("breakwater-postgres-").FullName;
        var port = FreePort();
        List<string> all = ["listen_addresses=127.0.0.1", "max_connections=200", "log_checkpoints=off", .. settings];
        if (!flush)
        {
            all.AddRange(["fsync=off", "full_page_writes=off"]);
        }

        List<string> arguments = ["-c", Keeper, "keeper", folder, $"{port}", bin, .. all.SelectMany(setting => new[] { "-c", setting })];
        var keeper = Process.Start(new ProcessStartInfo("/bin/sh", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var server = new TestServer(folder, port, keeper);
        server.Listen();
        await server.ReadyAsync();
        return server;
    }

    /// <summary>How to connect to a database of it, by its port or by its socket.</summary>
    public string ConnectionTo(string database, bool socket = false) =>
        $"Host={(socket ? folder : "127.0.0.1")};Port={Port};Username=postgres;Database={database}";

    /// <summary>Makes an empty database.</summary>
    public async Task<string> CreateAsync()
    {
        var name = $"test_{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8))}";
        await RunAsync($"CREATE DATABASE {name}");
        return name;
    }

    /// <summary>Removes a database, whoever uses it.</summary>
    public Task DropAsync(string database) => RunAsync($"DROP DATABASE IF EXISTS {database} WITH (FORCE)");

    /// <summary>Cuts every connection to a database.</summary>
    public Task DisconnectAsync(string database) =>
        RunAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'");

    /// <summary>Runs a statement in the database of administration, or in another one.</summary>
    public async Task RunAsync(string sql, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection(ConnectionTo(database, socket: true) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Ends it in good order, and cuts everyone off.</summary>
    public Task StopAsync() => TellAsync("stop");

    /// <summary>Ends it as a crash would.</summary>
    public Task CrashAsync() => TellAsync("crash");

    /// <summary>Starts it again where it was.</summary>
    public async Task StartAgainAsync()
    {
        await TellAsync("start");
        await ReadyAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        keeper.StandardInput.Close();
        await keeper.WaitForExitAsync();
        keeper.Dispose();
        ready.Dispose();
        done.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Listen()
    {
        keeper.OutputDataReceived += (_, line) => Release(done, line.Data?.EndsWith(" done", StringComparison.Ordinal) == true);
        keeper.ErrorDataReceived += (_, line) =>
        {
            lock (log)
            {
                log.Enqueue(line.Data ?? "");
                if (log.Count > LogLines)
                {
                    log.Dequeue();
                }
            }

            Release(ready, line.Data?.Contains("ready to accept connections", StringComparison.Ordinal) == true);
        };
        keeper.BeginOutputReadLine();
        keeper.BeginErrorReadLine();
    }

    private static void Release(SemaphoreSlim signal, bool happened)
    {
        if (happened)
        {
            signal.Release();
        }
    }

    private async Task ReadyAsync()
    {
        if (!await ready.WaitAsync(Patience))
        {
            throw new TimeoutException($"PostgreSQL did not start:\n{Log}");
        }
    }

    private async Task TellAsync(string word)
    {
        await keeper.StandardInput.WriteLineAsync(word);
        await keeper.StandardInput.FlushAsync();
        if (!await done.WaitAsync(Patience))
        {
            throw new TimeoutException($"PostgreSQL did not {word}:\n{Log}");
        }
    }
}
