using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Breakwater.Bench;

/// <summary>
/// Other tools that do the same work: a request is accepted durably and sent on to the sink. Each is a program of its own in
/// <c>bench/peers</c>, as its documentation advises to write it.
/// </summary>
internal static class Peers
{
    private static readonly string Folder = Path.Combine(Build.Root, "bench/peers");

    /// <summary>Every peer, with what it is compared to Breakwater's SQLite by.</summary>
    public static IReadOnlyList<(string Name, double Aim, Func<Places, Sink, Task<Contestant>> Start)> All { get; } =
    [
        ("hangfire", 8, HangfireAsync),
        ("graphile-worker", 8, GraphileAsync),
        ("bullmq", 2.5, BullAsync),
        ("restate", 2.5, RestateAsync),
    ];

    private static async Task<Contestant> HangfireAsync(Places places, Sink sink) =>
        await Contestant.PeerAsync(Start("dotnet", Build.Hangfire, await places.DatabaseAsync(), sink.Address.ToString()), "/", sink);

    private static async Task<Contestant> GraphileAsync(Places places, Sink sink)
    {
        await InstallAsync();
        var database = new NpgsqlConnectionStringBuilder(await places.DatabaseAsync());
        var url = $"postgres://{database.Username}@{database.Host}:{database.Port}/{database.Database}";
        return await Contestant.PeerAsync(Start("node", Path.Combine(Folder, "graphile-worker.mjs"), url, sink.Address.ToString()), "/", sink);
    }

    private static async Task<Contestant> BullAsync(Places places, Sink sink)
    {
        await InstallAsync();
        var port = FreePort();
        var redis = Places.Redis(places.Folder(), port);
        return await Contestant.PeerAsync(Start("node", Path.Combine(Folder, "bullmq.mjs"), $"{port}", sink.Address.ToString()), "/", sink, redis);
    }

    private static async Task<Contestant> RestateAsync(Places places, Sink sink)
    {
        await InstallAsync();
        var start = Start("node", Path.Combine(Folder, "restate.mjs"), places.Folder(), sink.Address.ToString());
        return await Contestant.PeerAsync(start, "/Deliveries/deliver/send", sink);
    }

    private static ProcessStartInfo Start(string program, params string[] arguments) =>
        new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

    /// <summary>What the programs in JavaScript need, as their lock file says.</summary>
    private static async Task InstallAsync()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"]) { WorkingDirectory = Folder })!;
            await npm.WaitForExitAsync();
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
