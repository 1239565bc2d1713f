using Breakwater.Cli.Client;

namespace Breakwater.Cli.Demo;

/// <summary>
/// One run: the server as a child process, the platform that sends, the destinations that misbehave, a <c>kill -9</c> in the middle, and
/// the audit when everything has settled.
/// </summary>
internal sealed class DemoRun : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan SettlePatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly Uri AnyPort = new("http://127.0.0.1:0");

    private readonly Scenario scenario;
    private readonly TimeProvider clock;
    private readonly string folder;
    private readonly Destination billing;
    private readonly Destination warehouse;
    private Platform? platform;
    private ServerProcess? server;
    private bool down;

    public DemoRun(Scenario scenario, string folder, TimeProvider clock)
    {
        (this.scenario, this.folder, this.clock) = (scenario, folder, clock);
        billing = new Destination("billing", scenario.Billing, clock);
        warehouse = new Destination("warehouse", scenario.Warehouse, clock);
    }

    private string Configuration => Path.Combine(folder, "breakwater.yaml");

    /// <summary>How things stand, for whoever watches.</summary>
    public IReadOnlyList<(string Name, string Value)> Figures() =>
    [
        ("server", down ? "killed" : server is null ? "starting" : $"process {server.Id}"),
        ("sent", $"{platform?.Arrivals ?? 0}"),
        ("sent again, unanswered", $"{platform?.Repeated ?? 0}"),
        ("acknowledged", $"{platform?.Acknowledgements.Count ?? 0}"),
        ("duplicates", $"{platform?.Acknowledgements.Count(acknowledgement => acknowledgement.Duplicate) ?? 0}"),
        .. Figures(billing),
        .. Figures(warehouse),
    ];

    /// <summary>Runs it all.</summary>
    /// <returns>What the audit found.</returns>
    public async Task<IReadOnlyList<Finding>> RunAsync(Action<string> say, CancellationToken cancellation)
    {
        await billing.OpenAsync();
        await warehouse.OpenAsync();
        await StartAsync(AnyPort, AnyPort, cancellation);
        say($"the server listens at {server!.Ingress.GetLeftPart(UriPartial.Authority)} as process {server.Id}, its SQLite file in {folder}");

        platform = new Platform(server.Ingress, clock);
        // What fails takes the rest with it: without a server the platform would send for ever.
        using var together = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await AllAsync(
            [
                platform.SendAllAsync(scenario.Shipments, together.Token),
                billing.LiveAsync(say, together.Token),
                warehouse.LiveAsync(say, together.Token),
                BurstAsync(say, together.Token),
                KillAsync(say, together.Token),
            ],
            together);
        say("the platform has sent everything; what is owed goes on until it lands");

        using var api = new ApiClient(server.Admin, token: null, clock);
        var settled = await SettledAsync(api, cancellation);
        say(settled ? "every delivery is settled" : $"not everything settled within {SettlePatience.TotalSeconds:0} s");
        return new Audit(scenario.Shipments, platform.Acknowledgements, await RecordedAsync(api, cancellation))
            .Of([(billing.Name, billing.Ledger), (warehouse.Name, warehouse.Ledger)]);
    }

    public async ValueTask DisposeAsync()
    {
        platform?.Dispose();
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        await billing.DisposeAsync();
        await warehouse.DisposeAsync();
    }

    private static async Task AllAsync(IReadOnlyList<Task> tasks, CancellationTokenSource together)
    {
        await foreach (var ended in Task.WhenEach(tasks))
        {
            if (!ended.IsCompletedSuccessfully)
            {
                await together.CancelAsync();
            }
        }

        await Task.WhenAll(tasks);
    }

    private static IEnumerable<(string Name, string Value)> Figures(Destination destination)
    {
        yield return (destination.Name, $"{destination.Ledger.Applied} effects, {destination.Ledger.Requests} requests, {Destination.Words(destination.Mood)}");
    }

    private async Task StartAsync(Uri ingress, Uri admin, CancellationToken cancellation)
    {
        await File.WriteAllTextAsync(Configuration, DemoConfiguration.Text(ingress, admin, billing.Address, warehouse.Address), cancellation);
        var started = ServerProcess.Launch(ProgramPath.Own(), Configuration);
        server = started;
        using var patience = new CancellationTokenSource(StartPatience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        if (!await started.ListeningAsync(both.Token))
        {
            throw StopException.Failed($"the server of the demo did not start:\n{started.Output}");
        }
    }

    private async Task BurstAsync(Action<string> say, CancellationToken cancellation)
    {
        await Task.Delay(Scenario.Burst, clock, cancellation);
        say("a burst: the platform sends everything that piled up at its side");
    }

    /// <summary>Kills the server as hard as it goes, and starts it on the same file and the same ports.</summary>
    private async Task KillAsync(Action<string> say, CancellationToken cancellation)
    {
        await Task.Delay(scenario.Kill, clock, cancellation);
        var killed = server!;
        down = true;
        say($"kill -9 {killed.Id}, with requests and deliveries under way");
        await killed.KillAsync();
        await StartAsync(killed.Ingress, killed.Admin, cancellation);
        await killed.DisposeAsync();
        down = false;
        say($"the server is back as process {server!.Id}, and goes on with what it owes");
    }

    private async Task<bool> SettledAsync(ApiClient api, CancellationToken cancellation)
    {
        var begin = clock.GetTimestamp();
        while (clock.GetElapsedTime(begin) < SettlePatience)
        {
            var waiting = api.ListAsync("v1/deliveries", Query.Empty.With("state", "waiting"), 1, ApiJson.Default.DeliveryView, cancellation);
            if (!await waiting.AnyAsync(cancellation))
            {
                return true;
            }

            await Task.Delay(PollInterval, clock, cancellation);
        }

        return false;
    }

    private static async Task<IReadOnlyList<EventView>> RecordedAsync(ApiClient api, CancellationToken cancellation)
    {
        var recorded = new List<EventView>();
        await foreach (var evt in api.ListAsync("v1/events", Query.Empty, int.MaxValue, ApiJson.Default.EventView, cancellation))
        {
            recorded.Add(evt.Value);
        }

        return recorded;
    }
}
