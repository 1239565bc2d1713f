using Breakwater.Model;
using Breakwater.Settling;
using Breakwater.Storage;
using Breakwater.Tests.Running;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Breakwater.Tests.Settling;

public sealed class SettlerTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider clock = new(Now);
    private readonly PretendStore store = new();
    private readonly Signals<string> told = new();
    private readonly Settler settler;
    private readonly Task running;

    public SettlerTests()
    {
        settler = new Settler(store, clock, new SettlerSignals(
            (group, _) => told.Add($"committed {group.Count}"),
            group => told.Add($"refused {group.Count}"),
            failure => told.Add($"failing: {failure.Message}"),
            () => told.Add("recovered")));
        running = settler.RunAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        settler.Complete();
        await running;
        settler.Dispose();
    }

    [Fact]
    public async Task What_waits_when_a_commit_ends_goes_into_the_next()
    {
        store.Hold = new TaskCompletionSource();
        await settler.SettleAsync(Settled(1));
        await store.Asked.UntilAsync(_ => true);
        for (var id = 2; id <= 10; id++)
        {
            await settler.SettleAsync(Settled(id));
        }

        store.Hold.SetResult();
        await told.UntilAsync(words => words == "committed 9");

        Assert.Equal([(1, 0), (9, 0)], store.Asked.All.Select(asked => (asked.Settlements.Count, asked.Starts.Count)));
    }

    [Fact]
    public async Task Several_commits_are_under_way_at_once_where_the_store_shares_its_flush()
    {
        using var several = new Settler(store, clock, new SettlerSignals((group, _) => told.Add($"committed {group.Count}"), _ => { }, _ => { }, () => { }), committers: 2);
        var loops = several.RunAsync(CancellationToken.None);
        store.Hold = new TaskCompletionSource();
        await several.SettleAsync(Settled(1));
        await store.Asked.UntilAsync(_ => true);
        await several.SettleAsync(Settled(2));
        await store.Asked.UntilAsync(_ => true, count: 2);
        Assert.Equal(2, several.Waiting);

        store.Hold.SetResult();
        several.Complete();
        await loops;
        Assert.Equal(["committed 1", "committed 1"], told.All);
        Assert.Equal(0, several.Waiting);
    }

    [Fact]
    public async Task What_was_decided_before_the_clock_went_back_waits_as_long_as_it_was_meant_to()
    {
        var before = Settled(1);
        var decided = before.Settlement with { State = DeliveryState.Waiting, At = Now.AddHours(1), NextAttemptAt = Now.AddHours(1).AddSeconds(7) };
        await settler.SettleAsync(before with { Settlement = decided });
        await told.UntilAsync(words => words == "committed 1");

        Assert.Equal(Now.AddSeconds(7), store.Asked.All[0].Settlements[0].NextAttemptAt);
    }

    [Fact]
    public async Task What_the_store_refuses_is_told_apart_from_what_it_committed()
    {
        store.Hold = new TaskCompletionSource();
        store.Refused.Add(Id(3));
        await settler.SettleAsync(Settled(1));
        await store.Asked.UntilAsync(_ => true);
        for (var id = 2; id <= 5; id++)
        {
            await settler.SettleAsync(Settled(id));
        }

        store.Hold.SetResult();
        await told.UntilAsync(words => words == "committed 3");

        Assert.Equal(["committed 1", "refused 1", "committed 3"], told.All);
    }

    [Fact]
    public async Task An_attempt_that_is_over_soon_leaves_no_start()
    {
        settler.Begin(new AttemptStart(Id(1), 1, Now));
        await settler.SettleAsync(Settled(1));
        await told.UntilAsync(words => words == "committed 1");
        clock.Advance(TimeSpan.FromSeconds(10));
        await settler.SettleAsync(Settled(2));
        await told.UntilAsync(words => words == "committed 1", 2);

        Assert.All(store.Asked.All, asked => Assert.Empty(asked.Starts));
    }

    [Fact]
    public async Task An_attempt_that_takes_longer_is_noted_once_though_nothing_else_happens()
    {
        settler.Begin(new AttemptStart(Id(1), 1, Now));
        clock.Advance(Settler.NoteAfter);
        var asked = await store.Asked.UntilAsync(_ => true);
        clock.Advance(TimeSpan.FromSeconds(10));
        await settler.SettleAsync(Settled(1));
        await told.UntilAsync(words => words == "committed 1");

        Assert.Equal(Id(1), Assert.Single(asked.Starts).DeliveryId);
        Assert.Equal(1, store.Asked.All.Sum(a => a.Starts.Count));
    }

    [Fact]
    public async Task A_group_that_the_store_refused_is_kept_and_committed_when_it_can_be()
    {
        store.Failure = new StoreUnavailableException("full");
        await settler.SettleAsync(Settled(1));
        await told.UntilAsync(words => words == "failing: full");
        store.Failure = null;
        while (!told.All.Contains("committed 1"))
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(["failing: full", "recovered", "committed 1"], told.All);
    }

    [Fact]
    public async Task After_the_end_a_settlement_is_dropped_and_nobody_waits()
    {
        settler.Complete();
        await running;

        await settler.SettleAsync(Settled(1));

        Assert.Empty(store.Asked.All);
    }

    private static DeliveryId Id(long number) => new(new SortableId(number, number));

    private static Settled Settled(long number)
    {
        var delivery = new Delivery { Id = Id(number), EventId = default, Destination = "d", Since = Now };
        var evt = new Event { Id = default, Source = "s", IdempotencyId = "1", ReceivedAt = Now, Headers = [], Body = default };
        var attempt = new Attempt { DeliveryId = Id(number), Number = 1, StartedAt = Now, Duration = default, Node = "n", Outcome = Outcome.Success, Decision = "delivered" };
        return new Settled(new DueDelivery(delivery, evt), new Settlement { Attempt = attempt, State = DeliveryState.Delivered, At = Now });
    }

    private sealed class PretendStore : IDeliveryStore
    {
        public Signals<(IReadOnlyList<Settlement> Settlements, IReadOnlyList<AttemptStart> Starts)> Asked { get; } = new();

        public TaskCompletionSource? Hold { get; set; }

        public Exception? Failure { get; set; }

        public HashSet<DeliveryId> Refused { get; } = [];

        public async Task<SettleReceipt> SettleAsync(IReadOnlyList<Settlement> settlements, IReadOnlyList<AttemptStart> starts, CancellationToken cancellation)
        {
            Asked.Add(([.. settlements], [.. starts]));
            await (Hold?.Task ?? Task.CompletedTask);
            if (Failure is not null)
            {
                throw Failure;
            }

            return new SettleReceipt([.. settlements.Select(settlement => settlement.Attempt.DeliveryId).Where(Refused.Contains)], []);
        }

        public Task<IReadOnlyList<DueBatch>> FetchDueAsync(IReadOnlyList<DueRequest> requests, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<int> RecoverAsync(DateTimeOffset now, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<Backlog>> BacklogsAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public Task<Delivery?> RetryAsync(DeliveryId id, DateTimeOffset now, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<Delivery?> CancelAsync(DeliveryId id, DateTimeOffset now, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<DueMark?> BringForwardAsync(Forwarding forwarding, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<Delivery>> AddAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
