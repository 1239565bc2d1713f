using System.Collections.Concurrent;
using Breakwater.Configuration;
using Breakwater.Observing;
using Breakwater.Recording;
using Breakwater.Storage;
using Breakwater.StoreContract;
using Breakwater.Simulation.InMemory;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Breakwater.Tests.Recording;

public sealed class RecorderTests : IDisposable
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Telemetry telemetry = new(TimeProvider.System);
    private readonly InMemoryStore store = new();
    private readonly Samples samples = new(1);
    private readonly ConcurrentQueue<Storage.Recording> handedOver = new();
    private readonly Recorder recorder;

    public RecorderTests() => recorder = Make(handedOver.Enqueue);

    public void Dispose() => telemetry.Dispose();

    [Fact]
    public async Task Concurrent_first_arrivals_of_one_event_make_one_event()
    {
        recorder.Start();
        var arrivals = Enumerable.Range(0, 200).Select(_ => samples.Recording("same", "crm")).ToList();
        var results = await Task.WhenAll(arrivals.Select(arrival => Task.Run(() => recorder.RecordAsync(arrival, CancellationToken.None).AsTask())));

        Assert.Single(results, result => !result.Receipt.Duplicate);
        Assert.Single(results.Select(result => result.Receipt.Id).Distinct());
        Assert.Equal(results[0].Receipt.Id, Assert.Single(handedOver).Event.Id);
        await recorder.StopAsync();
    }

    [Fact]
    public async Task What_waits_when_a_commit_ends_goes_into_one_next()
    {
        recorder.Start();
        var hold = store.HoldCommits();
        var first = Record("0");
        var rest = Enumerable.Range(1, 50).Select(i => Record($"{i}")).ToList();
        hold.Dispose();
        await Task.WhenAll([first, .. rest]);
        Assert.InRange(store.Commits, 1, 2);
    }

    [Fact]
    public async Task Deliveries_are_handed_over_before_the_caller_is_answered()
    {
        recorder.Start();
        var receipt = await Record("a", "crm", "erp");
        Assert.Equal(receipt.Receipt.Id, Assert.Single(handedOver).Event.Id);
        Assert.True((await Record("a", "crm")).Receipt.Duplicate);
        Assert.Single(handedOver);
    }

    [Fact]
    public async Task A_group_that_fails_takes_no_other_with_it()
    {
        recorder.Start();
        await Record("before");
        store.FailNext(new StoreUnavailableException("the disk is full"));
        var failed = await Record("during");
        Assert.Equal(("the disk is full", Recorder.RetryAfter), (failed.Fault, failed.RetryAfter));
        Assert.DoesNotContain(handedOver, recording => recording.Event.IdempotencyId == "during");
        Assert.Equal("the disk is full", recorder.Failing);

        var again = await Record("during");
        Assert.Equal((null, false), (again.Fault, again.Receipt.Duplicate));
        Assert.Null(recorder.Failing);
    }

    [Fact]
    public async Task A_bug_in_the_store_reaches_its_callers_and_not_the_loop()
    {
        recorder.Start();
        store.FailNext(new InvalidCastException("bug"));
        await Assert.ThrowsAsync<InvalidCastException>(() => Record("a"));
        Assert.Null((await Record("b")).Fault);
        Assert.False(recorder.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_broken_hand_over_does_not_keep_a_caller_waiting()
    {
        var broken = Make(_ => throw new InvalidOperationException("bug"));
        broken.Start();
        Assert.Null((await broken.RecordAsync(samples.Recording("a", "crm"), CancellationToken.None)).Fault);
    }

    [Fact]
    public async Task A_caller_who_gives_up_does_not_unrecord()
    {
        recorder.Start();
        var hold = store.HoldCommits();
        using var patience = new CancellationTokenSource();
        var impatient = recorder.RecordAsync(samples.Recording("a", "crm"), patience.Token).AsTask();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        hold.Dispose();

        Assert.True((await Record("a")).Receipt.Duplicate);
        Assert.Single(handedOver);
    }

    [Fact]
    public async Task When_too_many_wait_the_next_is_refused_at_once_and_nothing_is_lost()
    {
        var waiting = Enumerable.Range(0, Limits.ArrivalsWaiting).Select(i => Record($"{i}")).ToList();
        var refused = Record("one too many");
        Assert.True(refused.IsCompletedSuccessfully);
        Assert.NotNull((await refused).Fault);

        recorder.Start();
        Assert.All(await Task.WhenAll(waiting), result => Assert.Null(result.Fault));
        Assert.False((await Record("one too many")).Receipt.Duplicate);
    }

    [Fact]
    public async Task When_too_many_bytes_wait_the_next_is_refused_and_room_comes_back()
    {
        var body = new byte[16 * 1024 * 1024];
        Storage.Recording Large(string id) => new(samples.Event(id) with { Body = body }, []);
        var waiting = Enumerable.Range(0, 7).Select(i => recorder.RecordAsync(Large($"{i}"), CancellationToken.None).AsTask()).ToList();
        Assert.NotNull((await recorder.RecordAsync(Large("x"), CancellationToken.None)).Fault);

        recorder.Start();
        await Task.WhenAll(waiting);
        Assert.Null((await recorder.RecordAsync(Large("x"), CancellationToken.None)).Fault);
    }

    [Fact]
    public async Task Stopping_commits_what_waits_and_takes_nothing_more()
    {
        recorder.Start();
        var hold = store.HoldCommits();
        var waiting = Enumerable.Range(0, 20).Select(i => Record($"{i}")).ToList();
        var stopping = recorder.StopAsync();
        var late = await Record("late");
        Assert.NotNull(late.Fault);
        hold.Dispose();
        await stopping;
        Assert.All(await Task.WhenAll(waiting), result => Assert.Null(result.Fault));
    }

    [Fact]
    public async Task Several_committers_answer_each_caller_with_its_own_receipt()
    {
        var several = Make(handedOver.Enqueue, committers: 3);
        several.Start();
        var recordings = Enumerable.Range(0, 300).Select(i => samples.Recording($"{i % 100}", "crm")).ToList();
        var results = await Task.WhenAll(recordings.Select(recording => several.RecordAsync(recording, CancellationToken.None).AsTask()));
        await several.StopAsync();

        Assert.Equal(100, results.Count(result => !result.Receipt.Duplicate));
        foreach (var (recording, result) in recordings.Zip(results))
        {
            var detail = await store.Search.EventAsync(result.Receipt.Id, CancellationToken.None);
            Assert.Equal(recording.Event.IdempotencyId, detail!.Summary.Event.IdempotencyId);
        }
    }

    private Recorder Make(Action<Storage.Recording> committed, int committers = 1) => new(
        store.Events,
        new RecordNotes(new Feed(clock), new SourceMeters(clock, telemetry), telemetry, NullLogger.Instance),
        committed,
        _ => { },
        clock,
        NullLogger.Instance,
        committers);

    private Task<RecordResult> Record(string id, params IReadOnlyList<string> destinations) =>
        recorder.RecordAsync(samples.Recording(id, destinations.Count == 0 ? ["crm"] : destinations), CancellationToken.None).AsTask();
}
