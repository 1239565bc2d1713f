using System.Diagnostics;
using Breakwater.PostgresServer;

namespace Breakwater.Bench;

/// <summary>Where state is kept during a measurement: a fresh folder, and a fresh database of one PostgreSQL that is started when it is first needed.</summary>
internal sealed class Places(string root) : IAsyncDisposable
{
    private TestServer? postgres;
    private int count;

    /// <summary>A fresh folder.</summary>
    public string Folder() => Directory.CreateDirectory(Path.Combine(root, $"run-{++count}")).FullName;

    /// <summary>A fresh database, flushed at every commit.</summary>
    /// <returns>How to connect to it.</returns>
    public async Task<string> DatabaseAsync()
    {
        // Settings that anyone would make on a machine of this size; durability is as it comes.
        postgres ??= await TestServer.StartAsync(flush: true, "shared_buffers=512MB", "max_wal_size=4GB", "checkpoint_timeout=15min", "wal_compression=on");
        return postgres.ConnectionTo(await postgres.CreateAsync());
    }

    /// <summary>A Redis of its own, flushed at every command.</summary>
    public static Process Redis(string folder, int port)
    {
        var start = new ProcessStartInfo("redis-server", ["--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always"])
        {
            RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }

    public async ValueTask DisposeAsync()
    {
        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }
    }
}
