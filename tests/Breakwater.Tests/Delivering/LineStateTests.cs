using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Storage;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Breakwater.Tests.Delivering;

public sealed class LineStateTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly LineState state = new(new ByteBudget(Limits.AllLinesBytes), new Gate(new Random(1), new FakeTimeProvider()));

    [Fact]
    public void A_fresh_delivery_starts_a_worker_and_nothing_else()
    {
        state.Offer(Due(1));

        Assert.Equal(new LineWish(1, false, null), Wish());
        Assert.Equal(new LineWish(0, false, null), Wish());
        Assert.Equal(1, Take());
    }

    [Fact]
    public void No_more_workers_are_started_than_requests_are_allowed()
    {
        Enumerable.Range(1, 100).ToList().ForEach(id => state.Offer(Due(id)));

        Assert.Equal(4, state.Wish(open: true, concurrency: 4, Now).Start);
        Assert.Equal(0, state.Wish(open: true, concurrency: 4, Now).Start);
        Take();
        Assert.Equal(0, state.Wish(open: true, concurrency: 4, Now).Start);
    }

    [Fact]
    public void What_does_not_fit_is_left_and_asked_for_when_half_is_free()
    {
        Enumerable.Range(1, Limits.LineDeliveries + 10).ToList().ForEach(id => state.Offer(Due(id)));
        Assert.Equal(Limits.LineDeliveries, state.Queued);
        Assert.False(Wish().Fetch);

        while (state.Queued > Limits.LineDeliveries / 2)
        {
            Take();
        }

        Assert.True(Wish().Fetch);
        Assert.False(Wish().Fetch); // it is asked for once
        var request = state.BeginFetch("d", Now);
        Assert.Equal(Limits.LineDeliveries, request.Held.Count);
    }

    [Fact]
    public void While_it_is_behind_the_longest_waiting_come_first()
    {
        Enumerable.Range(1, Limits.LineDeliveries + 1).ToList().ForEach(id => state.Offer(Due(id)));
        while (state.Queued > 0)
        {
            Take();
        }

        state.Offer(Due(5_000));

        Assert.Equal(0, state.Queued);
        Assert.True(Wish().Fetch);
    }

    [Fact]
    public void What_was_settled_while_a_fetch_ran_is_not_taken_from_it()
    {
        state.Offer(Due(1));
        Take();
        state.Expect(Now);
        Assert.True(Wish().Fetch);
        var request = state.BeginFetch("d", Now);
        Assert.Contains(IdOf(1), request.Held);
        state.Done(Due(1), default);
        state.Release(IdOf(1), null);

        state.EndFetch(new DueBatch([Due(1), Due(2)], More: false, null), Now);

        Assert.Equal(2, Take());
        Assert.Equal(0, state.Queued);
    }

    [Fact]
    public void What_was_cancelled_while_a_fetch_ran_is_not_taken_from_it()
    {
        state.Expect(Now);
        Wish();
        state.BeginFetch("d", Now);
        state.Withdraw(IdOf(1));

        state.EndFetch(new DueBatch([Due(1)], More: false, null), Now);

        Assert.Equal(0, state.Held);
    }

    [Fact]
    public void An_offer_that_a_fetch_overtook_is_left_to_the_next_fetch()
    {
        state.Expect(Now);
        Wish();
        state.BeginFetch("d", Now);
        state.EndFetch(new DueBatch([Due(7)], More: false, null), Now);
        Take();
        state.Done(Due(7), default);
        state.Release(IdOf(7), null); // delivered and settled, and only now comes its offer

        state.Offer(Due(7));

        Assert.Equal(0, state.Queued);
        Assert.True(Wish().Fetch);
    }

    [Fact]
    public void A_line_that_is_closed_asks_for_nothing()
    {
        state.Offer(Due(1));
        state.Expect(Now);

        Assert.Equal(new LineWish(0, false, null), state.Wish(open: false, 16, Now));
    }

    [Fact]
    public void A_destination_that_asked_for_rest_is_looked_at_when_it_is_over()
    {
        state.Offer(Due(1));
        state.Offer(Due(2));
        Wish();
        Take();
        state.Done(Due(1), new Echo(EchoKind.Overloaded, TimeSpan.Zero, Now, Now.AddMinutes(2)));

        Assert.False(state.TryTake(true, 16, Now, out _));
        Assert.False(state.TryTake(true, 16, Now, out _)); // both workers end
        Assert.Equal(new LineWish(0, false, Now.AddMinutes(2)), Wish());
        Assert.Equal(1, state.Wish(true, 16, Now.AddMinutes(2)).Start);
    }

    [Fact]
    public void A_retry_in_an_hour_leaves_memory_and_is_waited_for()
    {
        state.Offer(Due(1));
        Wish();
        Take();
        state.Done(Due(1), default);
        Assert.Equal(1, state.Held);

        Assert.True(state.Release(IdOf(1), Now.AddHours(1)));

        Assert.Equal((0, Now.AddHours(1)), (state.Held, Wish().Wake));
        Assert.True(state.Wish(true, 16, Now.AddHours(1)).Fetch);
    }

    [Fact]
    public void Destinations_that_hang_never_take_all_of_the_memory()
    {
        var budget = new ByteBudget(Limits.AllLinesBytes);
        var lines = Enumerable.Range(0, 1_000).Select(_ => new LineState(budget, new Gate(new Random(1), new FakeTimeProvider()))).ToList();
        foreach (var line in lines)
        {
            for (var id = 1; id <= 100; id++)
            {
                line.Offer(Due(id, bytes: 100_000));
            }
        }

        Assert.True(budget.Taken < Limits.AllLinesBytes, $"{budget.Taken}");
        Assert.All(lines, line => Assert.True(line.Queued > 0 || line.Wish(true, 16, Now).Fetch));
    }

    /// <summary>Against a store in miniature: whatever the order of things, each delivery is sent exactly once, and none is forgotten.</summary>
    [Fact]
    public void In_any_order_each_delivery_is_taken_once_and_none_is_forgotten() => Gen.Int[0, 6].Array[0, 400].Sample(steps =>
    {
        var line = new MiniatureLine();
        foreach (var step in steps)
        {
            line.Do(step);
        }

        line.Finish();
    });

    private static DeliveryId IdOf(long number) => new(new SortableId(number, number));

    private static DueDelivery Due(long number, int bytes = 10) => new(
        new Delivery { Id = IdOf(number), EventId = default, Destination = "d", Since = Now },
        new Event { Id = default, Source = "s", IdempotencyId = "1", ReceivedAt = Now, Headers = [], Body = new byte[bytes] });

    private LineWish Wish() => state.Wish(open: true, 16, Now);

    private long Take()
    {
        Assert.True(state.TryTake(true, 16, Now, out var due));
        return due.Delivery.Id.Value.High;
    }

    private sealed class MiniatureLine
    {
        private readonly LineState state = new(new ByteBudget(0), new Gate(new Random(1), new FakeTimeProvider())); // room for 15
        private readonly SortedSet<long> owed = [];
        private readonly Queue<DueDelivery> committedNotOffered = new();
        private readonly Queue<DueDelivery> sentNotSettled = new();
        private readonly HashSet<long> sent = [];
        private DueBatch? fetched;
        private bool mayFetch;
        private long last;

        public void Do(int step)
        {
            switch (step)
            {
                case 0:
                    owed.Add(++last);
                    committedNotOffered.Enqueue(Due(last));
                    break;
                case 1 when committedNotOffered.TryDequeue(out var fresh):
                    state.Offer(fresh);
                    break;
                case 2 when state.Workers > 0 && state.TryTake(true, 16, Now, out var due):
                    Assert.True(sent.Add(due.Delivery.Id.Value.High), "sent twice");
                    state.Done(due, default);
                    sentNotSettled.Enqueue(due);
                    break;
                case 3 when sentNotSettled.TryDequeue(out var settled):
                    owed.Remove(settled.Delivery.Id.Value.High);
                    state.Release(settled.Delivery.Id, null);
                    break;
                case 4 when fetched is null && mayFetch:
                    mayFetch = false;
                    var request = state.BeginFetch("d", Now);
                    var due2 = owed.Where(id => !request.Held.Contains(IdOf(id))).ToList();
                    var limit = Math.Min(3, request.Limit);
                    fetched = new DueBatch([.. due2.Take(limit).Select(id => Due(id))], due2.Count > limit, null);
                    break;
                case 5 when fetched is not null:
                    state.EndFetch(fetched, Now);
                    fetched = null;
                    break;
                case 6:
                    state.Expect(Now); // something made the line look: a retry by hand, a due time
                    break;
            }

            mayFetch |= state.Wish(true, 16, Now).Fetch;
        }

        public void Finish()
        {
            for (var round = 0; owed.Count > 0; round++)
            {
                Assert.True(round < 10_000, $"{owed.Count} forgotten");
                for (var step = 1; step <= 5; step++)
                {
                    Do(step);
                }
            }
        }
    }
}
