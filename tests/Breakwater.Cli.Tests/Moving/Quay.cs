using System.Text;
using Breakwater.Model;
using Breakwater.Sqlite;
using Breakwater.Storage;
using Breakwater.StoreContract;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Breakwater.Cli.Tests.Moving;

/// <summary>Two installations and the goods that go from one to the other.</summary>
internal sealed class Quay : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public Quay()
    {
        foreach (var place in new[] { "from", "to" })
        {
            Directory.CreateDirectory(folder.PathOf(place));
            folder.Write($"{place}/breakwater.yaml", "store: { sqlite: ./breakwater.db }\nsources: { shop: { verify: none } }\ndestinations: { crm: { url: \"https://crm.example.com\" } }\n");
        }
    }

    public Samples Samples { get; } = new(seed: 21);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public string PathOf(string name) => folder.PathOf(name);

    public Task<SqliteStore> OpenAsync(string place) => SqliteStore.OpenAsync(
        new SqliteOptions { Path = folder.PathOf($"{place}/breakwater.db"), CacheMiB = 4 }, TimeProvider.System, NullLogger.Instance, Cancellation);

    /// <summary>Runs a verb in the folder of an installation.</summary>
    public async Task<CommandLine> RunAsync(string place, int exitCode, params string[] arguments)
    {
        var line = new CommandLine { Folder = folder.PathOf(place) };
        var code = await line.RunAsync(arguments);
        Assert.True(exitCode == code, $"{code}: {line.Out}{line.Error}");
        return line;
    }

    /// <summary>Imports these lines.</summary>
    public async Task<CommandLine> ImportAsync(int exitCode, byte[] file, params string[] options)
    {
        var line = new CommandLine { Folder = folder.PathOf("to"), Input = new MemoryStream(file) };
        var code = await line.RunAsync(["import", .. options]);
        Assert.True(exitCode == code, $"{code}: {line.Out}{line.Error}");
        return line;
    }

    public Task<CommandLine> ImportAsync(int exitCode, IEnumerable<string> lines, params string[] options) =>
        ImportAsync(exitCode, Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))), options);

    /// <summary>Everything of an installation, as the lines of an export.</summary>
    public async Task<string[]> LinesAsync(string place, params string[] options)
    {
        var line = await RunAsync(place, ExitCode.Done, ["export", .. options]);
        return Encoding.UTF8.GetString(line.Bytes.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Events with everything that a store can hold.</summary>
    public async Task<List<Breakwater.Storage.Recording>> FillAsync(int plain = 3)
    {
        await using var store = await OpenAsync("from");
        var recordings = Enumerable.Range(0, 5 + plain).Select(n => Samples.Recording(Odd(Samples.Event($"id-{n}", key: $"order-{n}"), n), "crm")).ToList();
        await store.Events.RecordAsync(recordings, Cancellation);
        await store.Events.RecordAsync([Samples.Recording("id-1", "crm"), Samples.Recording("id-1", "crm")], Cancellation);
        await store.Deliveries.SettleAsync(
            [
                Samples.Settlement(Id(0), 1, DeliveryState.Waiting, Samples.Now.AddHours(3)),
                Samples.Settlement(Id(1), 1, DeliveryState.Delivered),
                Samples.Settlement(Id(2), 1, DeliveryState.Dead),
            ],
            [new AttemptStart(Id(4), 1, Samples.Now) { Node = "node-9" }],
            Cancellation);
        await store.Deliveries.CancelAsync(Id(3), Samples.Now, Cancellation);
        var replay = Samples.Replay(new EventFilter { Source = "shop", Type = "order.*", From = Samples.Now.AddDays(-1) });
        await store.Replays.CreateAsync(replay, Cancellation);
        await store.Replays.AdvanceAsync(
            replay with { Cursor = recordings[0].Event.Id, Done = 1, Deliveries = 1 },
            [Samples.Delivery(recordings[0].Event, "mail") with { Replay = replay.Id }],
            Cancellation);
        return recordings;

        DeliveryId Id(int index) => recordings[index].Deliveries[0].Id;
    }

    public void Dispose() => folder.Dispose();

    private static Event Odd(Event evt, int n) => n switch
    {
        0 => evt with { Body = Encoding.UTF8.GetBytes("""{"text":"Grüße \\u0000 \"quoted\" 🚢 ‮"}""") },
        1 => evt with { Body = Array.Empty<byte>(), Type = null, Key = null, Version = null, OccurredAt = null, TraceParent = null },
        2 => evt with { Body = new byte[] { 0xEF, 0xBB, 0xBF, (byte)'b', (byte)'o', (byte)'m', 0 } },
        3 => evt with { Headers = [] },
        _ => evt,
    };
}
