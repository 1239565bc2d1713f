using Breakwater.Model;
using Xunit;

namespace Breakwater.StoreContract;

/// <summary>A reconciliation goes on where it was, one of a subject at a time, and the last good one is never forgotten.</summary>
public abstract class ReconciliationContract : StoreCase
{
    /// <summary>Everything of it is there after a crash.</summary>
    [Fact]
    public async Task A_reconciliation_is_kept_as_it_is()
    {
        var run = Run("shop");
        Assert.True(await Store.Reconciliations.CreateAsync(run, Cancellation));
        run = run with
        {
            Pages = 2,
            Seen = 9,
            Known = 5,
            Missed = 3,
            Failed = 1,
            Position = "1 2 1 äöü\0",
            Items = [new("a", new EventId(Samples.NextId()), null, Failed: false), new("b\0\"", null, "no id", Failed: true)],
        };
        Assert.True(await Store.Reconciliations.AdvanceAsync(run, Cancellation));

        await CrashAsync();
        Same(run, await Store.Reconciliations.FindAsync(run.Id, Cancellation));
        Same(run, Assert.Single(await Store.Reconciliations.RunningAsync(Cancellation)));
        Assert.True(Store.LastId >= run.Id.Value.High);

        var compared = new Reconciliation
        {
            Id = new ReconciliationId(Samples.NextId()),
            Entity = "order",
            Destination = "crm",
            Scheduled = true,
            DryRun = true,
            CreatedAt = Samples.Now,
            From = Samples.Now.AddTicks(-1),
            Until = Samples.Now,
            Covered = Samples.Now.AddDays(-1),
        };
        Assert.True(await Store.Reconciliations.CreateAsync(compared, Cancellation));
        Same(compared, (await Store.Reconciliations.ListAsync("entity order crm", 10, null, Cancellation))[0]);
    }

    /// <summary>Two at once would repair everything twice.</summary>
    [Fact]
    public async Task Of_one_subject_one_runs_at_a_time()
    {
        var first = Run("shop");
        Assert.True(await Store.Reconciliations.CreateAsync(first, Cancellation));
        Assert.False(await Store.Reconciliations.CreateAsync(Run("shop"), Cancellation));
        Assert.True(await Store.Reconciliations.CreateAsync(Run("mail"), Cancellation));

        Assert.True(await Store.Reconciliations.AdvanceAsync(Done(first), Cancellation));
        Assert.False(await Store.Reconciliations.AdvanceAsync(first, Cancellation));
        var second = Run("shop");
        Assert.True(await Store.Reconciliations.CreateAsync(second, Cancellation));
        Assert.Equal([second.Id, first.Id], (await Store.Reconciliations.ListAsync("source shop", 10, null, Cancellation)).Select(run => run.Id));
        Assert.Equal([first.Id], (await Store.Reconciliations.ListAsync("source shop", 10, second.Id, Cancellation)).Select(run => run.Id));
        Assert.Equal(3, (await Store.Reconciliations.ListAsync(null, 10, null, Cancellation)).Count);
    }

    /// <summary>A person stops it once; its next step is refused.</summary>
    [Fact]
    public async Task A_cancelled_one_refuses_its_next_step_and_what_has_ended_is_not_cancelled()
    {
        var run = Run("shop");
        await Store.Reconciliations.CreateAsync(run, Cancellation);
        var cancelled = await Store.Reconciliations.CancelAsync(run.Id, Samples.Now, Cancellation);
        Assert.Equal((ReconciliationState.Cancelled, Samples.Now), (cancelled!.State, cancelled.EndedAt));
        Assert.False(await Store.Reconciliations.AdvanceAsync(run with { Pages = 1 }, Cancellation));
        Same(cancelled, await Store.Reconciliations.FindAsync(run.Id, Cancellation));
        Same(cancelled, await Store.Reconciliations.CancelAsync(run.Id, Samples.Now.AddDays(1), Cancellation));
        Assert.Null(await Store.Reconciliations.CancelAsync(new ReconciliationId(Samples.NextId()), Samples.Now, Cancellation));
        Assert.Empty(await Store.Reconciliations.RunningAsync(Cancellation));
    }

    /// <summary>Where the next one begins is known however old the last one is.</summary>
    [Fact]
    public async Task The_last_that_was_done_is_found_and_outlives_retention()
    {
        var done = Run("shop");
        foreach (var (run, end) in new[]
        {
            (Run("shop"), ReconciliationState.Done), (done, ReconciliationState.Done), (Run("shop") with { DryRun = true }, ReconciliationState.Done),
            (Run("shop"), ReconciliationState.Failed),
        }.OrderBy(one => one.Item1.Id))
        {
            Assert.True(await Store.Reconciliations.CreateAsync(run, Cancellation));
            Assert.True(await Store.Reconciliations.AdvanceAsync(run with { State = end, EndedAt = Samples.Now, Covered = run.Until }, Cancellation));
        }

        var last = (await Store.Reconciliations.LastDoneAsync("source shop", Cancellation))!;
        Assert.Equal((ReconciliationState.Done, false), (last.State, last.DryRun));
        Assert.Null(await Store.Reconciliations.LastDoneAsync("source mail", Cancellation));
        Assert.Equal(0, await Store.Reconciliations.PruneAsync(Samples.Now, 10, Cancellation));
        Assert.Equal(2, await Store.Reconciliations.PruneAsync(Samples.Now.AddTicks(1), 2, Cancellation));
        Assert.Equal(1, await Store.Reconciliations.PruneAsync(Samples.Now.AddTicks(1), 10, Cancellation));
        Same(last, await Store.Reconciliations.LastDoneAsync("source shop", Cancellation));
    }

    /// <summary>Asking which ids are known counts nothing, and sees what was recorded just now.</summary>
    [Fact]
    public async Task What_is_known_is_told_and_not_counted()
    {
        var (one, other) = (Samples.Event("a"), Samples.Event("b\0ü"));
        await Store.Events.RecordAsync([new(one, []), new(other, []), new(Samples.Event("c", source: "mail"), [])], Cancellation);

        var known = await Store.Events.KnownAsync("shop", ["b\0ü", "c", "a", "d", "a"], Cancellation);
        Assert.Equal([("a", one.Id), ("b\0ü", other.Id)], known.OrderBy(found => found.Key, StringComparer.Ordinal).Select(found => (found.Key, found.Value)));
        Assert.Empty(await Store.Events.KnownAsync("nobody", ["a"], Cancellation));
        Assert.Empty(await Store.Events.KnownAsync("shop", [], Cancellation));
        Assert.Equal(0, (await Store.Search.EventAsync(one.Id, Cancellation))!.Summary.Duplicates);
    }

    private static Reconciliation Done(Reconciliation run) => run with { State = ReconciliationState.Done, EndedAt = run.Until };

    private static void Same(Reconciliation expected, Reconciliation? found)
    {
        Assert.Equal(expected.Items, found?.Items);
        Assert.Equal(expected with { Items = [] }, found! with { Items = [] });
    }

    private Reconciliation Run(string source) => new()
    {
        Id = new ReconciliationId(Samples.NextId()),
        Source = source,
        CreatedAt = Samples.Now,
        From = Samples.Now.AddHours(-1),
        Until = Samples.Now,
    };
}
