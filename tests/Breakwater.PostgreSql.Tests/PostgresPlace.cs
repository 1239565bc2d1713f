using Breakwater.Model;
using Breakwater.PostgresServer;
using Breakwater.Storage;
using Breakwater.StoreContract;
using Microsoft.Extensions.Logging.Abstractions;

namespace Breakwater.PostgreSql.Tests;

/// <summary>A database of its own, for the length of a test, in the one server that all tests share.</summary>
internal sealed class PostgresPlace : IStorePlace
{
    private static readonly Lazy<Task<TestServer>> Shared = new(() => TestServer.StartAsync(flush: false));

    private string? database;

    /// <summary>The server; it ends with this process.</summary>
    public static Task<TestServer> ServerAsync() => Shared.Value;

    public async Task<IStore> OpenAsync() => await OpenPostgresAsync();

    public async Task<PostgresStore> OpenPostgresAsync(Func<PostgresOptions, PostgresOptions>? change = null)
    {
        var options = new PostgresOptions { Connection = new Secret(await ConnectionAsync()), Connections = 6, Readers = 2 };
        return await PostgresStore.OpenAsync(
            change?.Invoke(options) ?? options, TimeProvider.System, new Random(1), NullLogger.Instance, CancellationToken.None);
    }

    /// <summary>How to connect; made where it is not there yet.</summary>
    public async Task<string> ConnectionAsync()
    {
        var server = await ServerAsync();
        database ??= await server.CreateAsync();
        return server.ConnectionTo(database, socket: true);
    }

    /// <summary>Runs a statement in it.</summary>
    public async Task RunAsync(string sql) => await (await ServerAsync()).RunAsync("SET search_path = breakwater; " + sql, database!);

    /// <summary>Cuts every connection, as the end of the process would.</summary>
    public async Task DisconnectAsync() => await (await ServerAsync()).DisconnectAsync(database!);

    public async Task<IStore> CrashAsync(IStore store)
    {
        await DisconnectAsync();
        await store.DisposeAsync();
        return await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (database is not null)
        {
            await (await ServerAsync()).DropAsync(database);
        }
    }
}
