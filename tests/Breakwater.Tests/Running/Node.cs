using System.Collections.Frozen;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Receiving;
using Breakwater.Running;
using Breakwater.Storage;
using Breakwater.Simulation.InMemory;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Breakwater.Tests.Running;

/// <summary>An engine over a store in memory, with a pretend network and a clock that the test moves. Waits for notices, never for time.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly CancellationTokenSource end = new();
    private Task watching = Task.CompletedTask;

    private Node(InMemoryStore store, Settings settings, PretendNetwork network, FakeTimeProvider clock, TimeProvider wall)
    {
        Store = store;
        Network = network;
        Clock = clock;
        Engine = new Engine(new EngineParts
        {
            Settings = settings,
            Store = store,
            Transport = network,
            Clock = wall,
            Chance = new Random(1),
            Logs = Logs,
            Node = "n1",
        });
    }

    public InMemoryStore Store { get; }

    public PretendNetwork Network { get; }

    public FakeTimeProvider Clock { get; }

    public Engine Engine { get; }

    public LogSignals Logs { get; } = new();

    public Signals<Notice> Notices { get; } = new();

    /// <summary>One source, one route, and a destination for each name.</summary>
    public static Settings To(params IEnumerable<DestinationSettings> destinations)
    {
        var all = destinations.ToList();
        return Arranged.Settings([Arranged.Source("shop")]) with
        {
            Destinations = all.ToFrozenDictionary(d => d.Name),
            Routes = all.All(d => d.Retired) ? [] : [new RouteSettings { From = ["shop"], To = [.. all.Where(d => !d.Retired).Select(d => d.Name)] }],
        };
    }

    public static DestinationSettings Destination(string name = "crm", RetrySettings? retry = null, int concurrency = 16) => new()
    {
        Name = name,
        Url = new Uri($"https://{name}.example.com/hooks"),
        Retry = retry ?? new RetrySettings(),
        Concurrency = concurrency,
    };

    /// <param name="settings">The configuration.</param>
    /// <param name="network">The network.</param>
    /// <param name="store">The store.</param>
    /// <param name="clock">The clock that the test moves.</param>
    /// <param name="wall">The engine's, where it is another: one over <paramref name="clock"/> that jumps.</param>
    public static async Task<Node> StartAsync(
        Settings? settings = null, PretendNetwork? network = null, InMemoryStore? store = null, FakeTimeProvider? clock = null, TimeProvider? wall = null)
    {
        clock ??= new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var node = new Node(store ?? new InMemoryStore(), settings ?? To(Destination()), network ?? new PretendNetwork(), clock, wall ?? clock);
        node.watching = node.WatchAsync();
        await node.Engine.StartAsync(TestContext.Current.CancellationToken);
        return node;
    }

    /// <summary>Another process over the same rows. This one can commit nothing any more, as if it had been killed.</summary>
    public Task<Node> CrashAsync(Settings? settings = null, PretendNetwork? network = null)
    {
        Store.Failure = new StoreUnavailableException("killed");
        return StartAsync(settings ?? Engine.Settings, network ?? Network, Store.Reopen(), Clock);
    }

    public async Task<Reception> TryPublishAsync(string key = "k") => await Engine.PublishAsync(
        new Publication { Source = "shop", Type = "order.paid", Key = key, Data = """{"a":1}"""u8.ToArray() },
        TestContext.Current.CancellationToken);

    public async Task<Breakwater.Model.EventId> PublishAsync(string key = "k") => Assert.IsType<Reception.Recorded>(await TryPublishAsync(key)).Receipt.Id;

    /// <summary>The only delivery of an event.</summary>
    public async Task<DeliveryDetail> DeliveryOfAsync(Breakwater.Model.EventId id)
    {
        var evt = await Engine.Search.EventAsync(id, TestContext.Current.CancellationToken);
        return await DeliveryAsync(Assert.Single(evt!.Summary.Deliveries).Id);
    }

    public async Task<DeliveryDetail> DeliveryAsync(DeliveryId id) =>
        (await Engine.Search.DeliveryAsync(id, TestContext.Current.CancellationToken))!;

    public Task<Notice> UntilAsync(string kind, int count = 1) => Notices.UntilAsync(notice => notice.Kind == kind, count);

    public Task UntilLoggedAsync(int id, int count = 1) => Logs.Lines.UntilAsync(line => line.Id == id, count);

    public void MoveTo(DateTimeOffset moment)
    {
        if (moment > Clock.GetUtcNow())
        {
            Clock.SetUtcNow(moment + TimeSpan.FromMilliseconds(1));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await watching;
        if (Store.Failure is null)
        {
            await Engine.DisposeAsync();
        }

        end.Dispose();
    }

    private async Task WatchAsync()
    {
        try
        {
            await foreach (var notice in Engine.Feed.ReadAsync(null, end.Token))
            {
                Notices.Add(notice);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
