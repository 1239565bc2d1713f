using System.Collections.Frozen;
using System.Text;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Receiving;
using Breakwater.Tests.Running;
using Xunit;

namespace Breakwater.Tests.Reconciling;

/// <summary>A destination is asked what it knows of an order: what differs is shown, and sent again where that is asked for.</summary>
public sealed class ComparingTests : IAsyncDisposable
{
    private readonly Dictionary<string, string> orders = [];
    private readonly PretendNetwork network = new();

    public ComparingTests() => network.Answer = request => Task.FromResult(
        request.Sent.Method != "GET" ? PretendNetwork.Status(200)
        : orders.TryGetValue(request.Url.Segments[^1], out var status)
            ? PretendNetwork.Status(200) with { Body = Encoding.UTF8.GetBytes($$"""{"id":"x","status":"{{status}}"}""") }
        : PretendNetwork.Status(404));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => network.DisposeAsync();

    [Fact]
    public async Task What_a_destination_knows_otherwise_is_drift_and_the_last_event_that_went_there_is_sent_again()
    {
        await using var node = await StartAsync(redeliver: true);
        orders["o1"] = "PAID";
        orders["o%2F2"] = "open";
        var run = await RunAsync(node);
        Assert.Equal((ReconciliationState.Done, 3L, 1L, 2L, 0L), (run.State, run.Seen, run.Known, run.Missed, run.Failed));
        Assert.Equal(["o/2: /status is open at crm, and PAID here", "o3: crm does not know it"], run.Items.Select(item => $"{item.Id}: {item.Why}").Order(StringComparer.Ordinal));
        await PassAsync(node, node.UntilAsync(NoticeKinds.DeliveryDelivered, 8));
        Assert.Equal(2, network.Requests.All.Count(request => request.Sent.Method != "GET" && request.Headers["breakwater-key"].Single() == "o3" && request.Headers["breakwater-event-type"].Single() == "paid"));
        Assert.Equal(["crm"], (await FindAsync(node, "o3")).Differs.Select(one => one.Destination));

        // The destination has taken it: the next run finds nothing, and says so on the entity.
        orders["o%2F2"] = orders["o3"] = "PAID";
        run = await RunAsync(node);
        Assert.Equal((3L, 0L), (run.Known, run.Missed));
        Assert.Empty((await FindAsync(node, "o3")).Differs);
        Assert.Equal(8, network.Requests.All.Count(request => request.Sent.Method != "GET"));
    }

    [Fact]
    public async Task With_flag_it_is_shown_and_a_dry_run_shows_it_in_its_report_alone()
    {
        await using var node = await StartAsync(redeliver: false);
        Assert.Equal(3, (await RunAsync(node, dryRun: true)).Missed);
        Assert.Empty((await FindAsync(node, "o1")).Differs);

        Assert.Equal(3, (await RunAsync(node)).Missed);
        Assert.Equal("crm does not know it", Assert.Single((await FindAsync(node, "o1")).Differs).Why);
        Assert.Equal(6, network.Requests.All.Count(request => request.Sent.Method != "GET"));
    }

    [Fact]
    public async Task A_destination_that_can_not_be_asked_fails_the_run_and_says_nothing_of_entities()
    {
        await using var node = await StartAsync(redeliver: true);
        network.Answer = _ => Task.FromResult(PretendNetwork.Status(403));
        var run = await RunAsync(node);
        Assert.Equal((ReconciliationState.Failed, "crm.example.com answered 403: the token is missing, wrong or may not read this"), (run.State, run.Error));
        Assert.Empty((await FindAsync(node, "o1")).Differs);
    }

    /// <summary>Three orders that are paid, and the destination got all of it.</summary>
    private async Task<Node> StartAsync(bool redeliver)
    {
        var compare = new CompareSettings
        {
            Destination = "crm",
            Request = "/orders/{key}",
            Compare = [KeyValuePair.Create("/status", EntityPart.State)],
            States = new Dictionary<string, string> { ["paid"] = "PAID" }.ToFrozenDictionary(),
            Redeliver = redeliver,
            Rate = 1_000,
            Every = TimeSpan.FromDays(30),
        };
        var node = await Node.StartAsync(Node.To(Node.Destination()) with
        {
            Routes = [new RouteSettings { From = ["shop"], To = ["crm"], Entity = "order" }],
            Entities = new Dictionary<string, EntitySettings>
            {
                ["order"] = new EntitySettings
                {
                    Name = "order",
                    Initial = "created",
                    Transitions = new Dictionary<string, IReadOnlyList<string>> { ["created"] = ["paid"] }.ToFrozenDictionary(),
                    Events =
                    [
                        new EntityEventSettings { From = ["shop"], Types = ["created"], State = "created" },
                        new EntityEventSettings { From = ["shop"], Types = ["paid"], State = "paid" },
                    ],
                    Reconcile = [compare],
                },
            }.ToFrozenDictionary(),
        }, network);
        foreach (var key in new[] { "o1", "o/2", "o3" })
        {
            foreach (var type in new[] { "created", "paid" })
            {
                Assert.IsType<Reception.Recorded>(await node.Engine.PublishAsync(new Publication { Source = "shop", Type = type, Key = key, Data = "{}"u8.ToArray() }, Cancellation));
            }
        }

        await node.UntilAsync(NoticeKinds.DeliveryDelivered, 6);
        return node;
    }

    private static async Task<Reconciliation> RunAsync(Node node, bool dryRun = false)
    {
        var begun = (await node.Engine.ReconcileAsync("order", "crm", null, dryRun, Cancellation))!;
        var ended = node.Notices.UntilAsync(notice => notice.Kind == NoticeKinds.ReconciliationEnded && notice.Text!.StartsWith(begun.Id.ToString(), StringComparison.Ordinal));
        await PassAsync(node, ended);
        return (await node.Engine.FindReconciliationAsync(begun.Id, Cancellation))!;
    }

    private static async Task PassAsync(Node node, Task until)
    {
        while (!until.IsCompleted)
        {
            node.Clock.Advance(TimeSpan.FromMilliseconds(2));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancellation);
        }

        await until;
    }

    private static async Task<Entity> FindAsync(Node node, string key) => (await node.Engine.Entities.FindAsync("order", key, Cancellation))!.Entity;
}
