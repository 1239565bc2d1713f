using System.Collections.Frozen;
using System.Text;
using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Receiving;
using Breakwater.Reconciling;
using Breakwater.Storage;
using Breakwater.Tests.Delivering;
using Breakwater.Tests.Running;
using Breakwater.Verification;
using Breakwater.Verification.Listing;
using Xunit;

namespace Breakwater.Tests.Reconciling;

/// <summary>Webhooks that never came are found by asking, whatever the list does while it is read, and however often the process dies.</summary>
public sealed class ReconcilingTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Began = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly NextPage ByItem = new() { Kind = NextKind.Item, Place = "/id", Parameter = "starting_after", While = "/has_more" };
    private static readonly NextPage ByNumber = new() { Kind = NextKind.Page, Parameter = "page" };
    private static readonly NextPage ByCursor = new() { Kind = NextKind.Cursor, Place = "/next", Parameter = "cursor" };
    private static readonly NextPage ByLink = new() { Kind = NextKind.Link, Place = "next" };

    private readonly ListApi api = new();
    private readonly PretendNetwork network = new();

    public ReconcilingTests() => network.Answer = request => Task.FromResult(request.Url.Host == "api.example.com" ? api.Answer(request) : PretendNetwork.Status(200));

    public ValueTask DisposeAsync() => network.DisposeAsync();

    public static TheoryData<NextKind> Ways => [NextKind.Item, NextKind.Page, NextKind.Cursor, NextKind.Link];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_no_webhook_brought_is_found_recorded_and_delivered(NextKind way)
    {
        await using var node = await Node.StartAsync(Settings(Next(way)), network);
        api.Add(Began.AddMinutes(-30), "a", "b", "c", "d", "e");
        await SayAsync(node, "b");
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);

        var run = await RunAsync(node);
        Assert.Equal((ReconciliationState.Done, 5L, 1L, 4L, 0L, null), (run.State, run.Seen, run.Known, run.Missed, run.Failed, run.Error));
        Assert.Equal(["a", "c", "d", "e"], run.Items.Select(item => item.Id).Order(StringComparer.Ordinal));
        await node.UntilAsync(NoticeKinds.DeliveryDelivered, 5);

        var found = (await node.Engine.Search.EventAsync(run.Items[0].Event!.Value, Cancellation))!.Summary.Event;
        Assert.Equal((run.Id, "order.paid", "k"), (found.RecoveredBy!.Value, found.Type, found.Key));
        Assert.Equal(ListApi.Text(run.Items[0].Id, api.Events[0].Created), Encoding.UTF8.GetString(found.Body.Span));
        Assert.Contains(network.Requests.All, request => request.Headers["breakwater-recovered"].Contains(run.Id.ToString()));

        // What is known is no arrival: it counts as nobody's duplicate. And there is nothing left to find.
        Assert.Equal(0, (await FindAsync(node, "b")).Duplicates);
        run = await RunAsync(node);
        Assert.Equal((5L, 5L, 0L), (run.Seen, run.Known, run.Missed));
        Assert.All(await AllAsync(node), evt => Assert.Equal(0, evt.Duplicates));
    }

    [Fact]
    public async Task A_dry_run_says_what_is_missing_and_records_nothing()
    {
        await using var node = await Node.StartAsync(Settings(ByItem), network);
        Assert.Equal(0, (await RunAsync(node)).Seen);
        api.Add(Began.AddMinutes(-30), "a", "b", "c");
        var run = await RunAsync(node, dryRun: true);
        Assert.Equal((3L, 3L, true), (run.Seen, run.Missed, run.DryRun));
        Assert.Empty(await AllAsync(node));
        Assert.All(run.Items, item => Assert.Null(item.Event));
    }

    [Fact]
    public async Task A_numbered_list_that_shifts_while_it_is_read_skips_nothing()
    {
        await using var node = await Node.StartAsync(Settings(ByNumber), network);
        api.Add(Began.AddMinutes(-30), "a", "b", "c", "d", "e", "f");

        // Behind the first page the newest is taken away: what was first on the second page slips to the first, and is not on any page that comes.
        api.Before = question => _ = question == 2 && api.Events.Remove(api.Events[^1]);
        var run = await RunAsync(node);
        Assert.Equal((ReconciliationState.Done, 6L), (run.State, run.Missed));
        Assert.Equal(["a", "b", "c", "d", "e", "f"], (await AllAsync(node)).Select(evt => evt.Event.IdempotencyId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task New_events_push_old_ones_to_the_next_page_and_are_not_counted_twice()
    {
        await using var node = await Node.StartAsync(Settings(ByNumber), network);
        api.Add(Began.AddMinutes(-30), "a", "b", "c", "d");
        api.Before = question => api.Add(node.Clock.GetUtcNow(), question == 2 ? ["e"] : []);
        var run = await RunAsync(node);
        Assert.Equal((ReconciliationState.Done, 5L, 5L), (run.State, run.Seen, run.Missed));
    }

    [Fact]
    public async Task A_list_that_gives_its_last_page_again_and_again_ends()
    {
        await using var node = await Node.StartAsync(Settings(ByNumber), network);
        api.Add(Began.AddMinutes(-30), "a");
        var honest = network.Answer;
        network.Answer = request => request.Url.Host != "api.example.com" ? honest(request) : Task.FromResult(PretendNetwork.Status(200) with
        {
            Body = Encoding.UTF8.GetBytes($$"""{"data":[{{ListApi.Text("a", 1)}}],"next":"7"}"""),
        });
        Assert.Equal((ReconciliationState.Done, 1L), await EndAsync(node));

        await using var other = await Node.StartAsync(Settings(ByCursor), network);
        Assert.Equal((ReconciliationState.Done, 1L), await EndAsync(other));

        static async Task<(ReconciliationState, long)> EndAsync(Node node) => await RunAsync(node) is var run ? (run.State, run.Seen) : default;
    }

    [Fact]
    public async Task A_list_without_an_end_fails_at_the_bound_and_says_what_to_do()
    {
        var count = 0;
        network.Answer = _ => Task.FromResult(PretendNetwork.Status(200) with
        {
            Body = Encoding.UTF8.GetBytes($$"""{"data":[{{ListApi.Text($"e{++count}", 1)}}],"next":"{{count}}"}"""),
        });
        await using var node = await Node.StartAsync(Settings(ByCursor, how => how with { MaxPages = 7 }), network);
        var run = await RunAsync(node);
        Assert.Equal((ReconciliationState.Failed, 7L, 7L), (run.State, run.Pages, run.Missed));
        Assert.Equal("the list has not ended after 7 pages: raise maxPages, or ask for less with since", run.Error);
    }

    [Fact]
    public async Task After_a_crash_it_goes_on_at_its_page()
    {
        var node = await Node.StartAsync(Settings(ByItem), network);
        api.Add(Began.AddMinutes(-30), "a", "b", "c", "d", "e");
        var killed = new TaskCompletionSource();
        api.Before = question =>
        {
            if (question == 2)
            {
                node.Store.Failure = new StoreUnavailableException("killed");
                killed.SetResult();
            }
        };
        var begun = (await node.Engine.ReconcileAsync("shop", Began.AddHours(-1), dryRun: false, Cancellation))!;
        await PassAsync(node, killed.Task);

        api.Before = _ => { };
        await using var next = await node.CrashAsync();
        var run = await EndAsync(next, begun.Id);
        Assert.Equal((ReconciliationState.Done, 5L, 5L, 0L), (run.State, run.Seen, run.Missed, run.Known));
        Assert.Equal(5, (await AllAsync(next)).Count);
        Assert.Single(api.Asked, uri => !uri.Query.Contains("starting_after", StringComparison.Ordinal));
        await node.DisposeAsync();
    }

    [Fact]
    public async Task A_step_that_is_made_again_because_its_commit_failed_repairs_nothing_twice_and_says_the_same()
    {
        await using var node = await Node.StartAsync(Settings(ByItem), network);
        api.Add(Began.AddMinutes(-30), "a", "b");
        var settings = node.Engine.Settings;
        var ids = new IdSource(node.Clock, new Random(7));
        var receiver = new Receiver(settings, node.Clock, ids, new Random(8));
        var parts = new ReconcilingParts
        {
            Store = node.Store,
            Settings = () => settings,
            Transport = network,
            Ids = ids,
            IsOurs = () => true,
            Clock = node.Clock,
            Chance = new Random(9),
            Feed = node.Engine.Feed,
            Logger = node.Logs,
            Resend = (_, _, _) => Task.FromResult<string?>(null),
            Record = async (recovery, cancellation) => new Reception.Recorded(
                (await node.Store.Events.RecordAsync([new(Assert.IsType<Received.Accepted>(receiver.Recover(recovery)).Event, [])], cancellation))[0], 202),
        };
        var begun = new Reconciliation { Id = new ReconciliationId(ids.Next()), Source = "shop", CreatedAt = Began, From = Began.AddHours(-1), Until = Began };
        var steps = new Subjects(parts).Steps(begun);
        var once = await steps.StepAsync(begun, Cancellation);
        var again = await new Subjects(parts).Steps(begun).StepAsync(begun, Cancellation);
        Assert.Equal((2L, 2L, 0L), (again.Seen, again.Missed, again.Known));
        Assert.Equal(once.Items, again.Items);
        Assert.Equal(2, (await AllAsync(node)).Count);
    }

    [Fact]
    public async Task It_runs_on_its_own_from_where_it_ended_less_the_overlap()
    {
        await using var node = await Node.StartAsync(Settings(ByItem, how => how with { Every = TimeSpan.FromHours(1) }), network);
        api.Add(Began.AddHours(-3), "a");
        await PassAsync(node, node.UntilAsync(NoticeKinds.ReconciliationEnded));
        var first = Assert.Single(await node.Engine.ListReconciliationsAsync("source shop", 10, null, Cancellation));
        Assert.Equal((true, 1L, first.CreatedAt - TimeSpan.FromDays(1)), (first.Scheduled, first.Missed, first.From));

        await PassAsync(node, node.UntilAsync(NoticeKinds.ReconciliationEnded, 2));
        var second = (await node.Engine.ListReconciliationsAsync("source shop", 10, null, Cancellation))[0];
        Assert.Equal(first.Until - TimeSpan.FromMinutes(10), second.From);
    }

    [Fact]
    public async Task A_platform_that_asks_to_wait_is_waited_for_and_one_that_refuses_is_not_asked_again()
    {
        await using var node = await Node.StartAsync(Settings(ByItem), network);
        api.Add(Began.AddMinutes(-30), "a");
        var questions = new List<DateTimeOffset>();
        network.Answer = request =>
        {
            questions.Add(node.Clock.GetUtcNow());
            return Task.FromResult(questions.Count == 1 ? PretendNetwork.Status(429, new Header("Retry-After", "120"))
                : request.Url.Host == "api.example.com" ? api.Answer(request) : PretendNetwork.Status(200));
        };
        Assert.Equal(1, (await RunAsync(node)).Missed);
        Assert.True(questions[1] - questions[0] >= TimeSpan.FromSeconds(120));

        network.Answer = _ => Task.FromResult(PretendNetwork.Status(401));
        var run = await RunAsync(node);
        Assert.Equal((ReconciliationState.Failed, "api.example.com answered 401: the token is missing, wrong or may not read this"), (run.State, run.Error));
    }

    [Fact]
    public async Task The_token_goes_to_its_host_alone_and_into_no_report()
    {
        await using var node = await Node.StartAsync(Settings(ByLink), network);
        network.Answer = _ => Task.FromResult(PretendNetwork.Status(200, new Header("Link", "<https://evil.example.net/next>; rel=\"next\"")) with
        {
            Body = Encoding.UTF8.GetBytes($$"""{"data":[{{ListApi.Text("a", 1)}}]}"""),
        });
        var run = await RunAsync(node);
        Assert.Equal("the next page would be at https://evil.example.net, and the token is for api.example.com alone", run.Error);
        Assert.All(network.Requests.All, request => Assert.Equal("Bearer tok-4711", request.Headers["Authorization"].Single()));
        Assert.DoesNotContain(node.Logs.Lines.All, line => line.Text.Contains("tok-4711", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_list_of_things_is_told_by_key_and_version_and_a_detail_is_asked_for_missed_items_alone()
    {
        var things = Settings(new NextPage(), how => how with
        {
            List = how.List with
            {
                Match = ItemMatch.Version,
                Item = new EventIdentity { Id = [new Selector([new(SelectorKind.Pointer, "/order"), new(SelectorKind.Literal, "@"), new(SelectorKind.Pointer, "/rev")])], Key = [Arranged.Select(SelectorKind.Pointer, "/order")], Version = [Arranged.Select(SelectorKind.Pointer, "/rev")] },
                Detail = "/orders/{/order}",
                Headers = "/request/headers",
                Body = "/request/payload",
            },
        });
        await using var node = await Node.StartAsync(things, network);
        await SayAsync(node, "w1", """{"id":"w1","type":"t","data":{"object":{"id":"o1"}},"version":3}""");
        network.Answer = request => Task.FromResult(PretendNetwork.Status(request.Url.AbsolutePath == "/v1/orders/o3" ? 404 : 200) with
        {
            Body = Encoding.UTF8.GetBytes(request.Url.AbsolutePath.StartsWith("/v1/orders/", StringComparison.Ordinal)
                ? """{"request":{"headers":{"Content-Type":"text/odd","Cookie":"x"},"payload":{"type": "order.changed"}}}"""
                : """{"data":[{"order":"o1","rev":2},{"order":"o2","rev":1},{"order":"o3","rev":1},{"rev":1}]}"""),
        });
        var run = await RunAsync(node);
        Assert.Equal((ReconciliationState.Done, 1L, 1L, 2L), (run.State, run.Known, run.Missed, run.Failed));
        Assert.Equal(["an item without an id: it has no id", "o3@1: api.example.com answered 404"], run.Items.Where(item => item.Failed).Select(item => $"{item.Id}: {item.Why}"));
        var found = (await node.Engine.Search.EventAsync(run.Items.Single(item => !item.Failed).Event!.Value, Cancellation))!.Summary.Event;
        Assert.Equal(("o2@1", "order.changed", "o2", "1", """{"type": "order.changed"}"""), (found.IdempotencyId, found.Type, found.Key, found.Version, Encoding.UTF8.GetString(found.Body.Span)));
        Assert.Equal(["Content-Type", "Breakwater-Recovered"], found.Headers.Select(header => header.Name));
    }

    [Fact]
    public async Task Over_real_sockets_no_private_address_is_asked_unless_it_is_allowed()
    {
        var body = $$"""{"data":[{{ListApi.Text("a", 1)}}],"has_more":false}""";
        await using var server = RawServer.Answering($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        var settings = Settings(ByItem, how => how with { Url = new Uri($"http://127.0.0.1:{server.Port}/api") });
        await using var closed = new HttpTransport(settings, TimeProvider.System);
        network.Answer = request => closed.SendAsync(request.Sent, Cancellation);
        await using var node = await Node.StartAsync(settings, network);
        var run = await RunAsync(node);
        Assert.Contains("name it in network.allow", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, server.Requests);

        var open = settings with { Network = new NetworkSettings { Allow = [System.Net.IPNetwork.Parse("127.0.0.0/8")] } };
        await using var transport = new HttpTransport(open, TimeProvider.System);
        network.Answer = request => request.Url.Host == "127.0.0.1" ? transport.SendAsync(request.Sent, Cancellation) : Task.FromResult(PretendNetwork.Status(200));
        run = await RunAsync(node);
        Assert.Equal((ReconciliationState.Done, 1L, null), (run.State, run.Missed, run.Error));
        Assert.EndsWith("/api/events?created[gte]=" + ListApi.Seconds(run.From), network.Requests.All.Last(request => request.Url.Host == "127.0.0.1").Url.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_sender_can_say_that_its_event_was_recovered()
    {
        await using var node = await Node.StartAsync(Settings(ByItem), network);
        await SayAsync(node, "a", headers: [new Header("breakwater-recovered", new ReconciliationId(new SortableId(1, 1)).ToString())]);
        Assert.Null((await FindAsync(node, "a")).Event.RecoveredBy);
    }

    private static NextPage Next(NextKind way) => way switch { NextKind.Item => ByItem, NextKind.Page => ByNumber, NextKind.Cursor => ByCursor, _ => ByLink };

    private static Settings Settings(NextPage next, Func<ReconcileSettings, ReconcileSettings>? change = null)
    {
        var how = new ReconcileSettings
        {
            List = new EventList { Request = "/events?created[gte]={since}", Items = "/data", Next = next },
            Url = new Uri("https://api.example.com/v1"),
            Headers = [KeyValuePair.Create("Authorization", new Secret("Bearer tok-4711"))],
            Rate = 1_000,
            Every = TimeSpan.FromDays(30),
        };
        var source = Arranged.Source("shop", Arranged.Declared with { Key = [Arranged.Select(SelectorKind.Pointer, "/data/object/id")], Time = [Arranged.Select(SelectorKind.Pointer, "/created")] });
        return Node.To(Node.Destination()) with
        {
            Sources = new Dictionary<string, SourceSettings> { ["shop"] = source with { Reconcile = change is null ? how : change(how) } }.ToFrozenDictionary(),
        };
    }

    private static async Task<Reconciliation> RunAsync(Node node, bool dryRun = false)
    {
        // One that was due after a failure may be under way.
        Reconciliation? begun;
        while ((begun = await node.Engine.ReconcileAsync("shop", Began.AddHours(-1), dryRun, Cancellation)) is null)
        {
            node.Clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        return await EndAsync(node, begun.Id);
    }

    /// <summary>Lets time pass until it has ended: what it waits for is the clock, or a commit.</summary>
    private static async Task<Reconciliation> EndAsync(Node node, ReconciliationId id)
    {
        await PassAsync(node, node.Notices.UntilAsync(notice => notice.Kind == NoticeKinds.ReconciliationEnded && notice.Text!.StartsWith(id.ToString(), StringComparison.Ordinal)));
        return (await node.Engine.FindReconciliationAsync(id, Cancellation))!;
    }

    private static async Task PassAsync(Node node, Task until)
    {
        while (!until.IsCompleted)
        {
            node.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await until;
    }

    private static async Task SayAsync(Node node, string id, string? body = null, IReadOnlyList<Header>? headers = null) => Assert.IsType<Reception.Recorded>(await node.Engine.ReceiveAsync(
        new Arrival { Source = "shop", Method = "POST", Url = "/in/shop", Headers = headers ?? [], Body = Encoding.UTF8.GetBytes(body ?? ListApi.Text(id, 1)) }, Cancellation));

    private static async Task<EventSummary> FindAsync(Node node, string id) => (await node.Engine.Search.EventAsync(
        (await node.Store.Events.KnownAsync("shop", [id], Cancellation))[id], Cancellation))!.Summary;

    private static async Task<IReadOnlyList<EventSummary>> AllAsync(Node node) =>
        (await node.Engine.Search.EventsAsync(new EventFilter(), new PageRequest(100, null), Cancellation)).Items;
}
