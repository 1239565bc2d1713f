using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Retaining;
using Breakwater.Storage;
using Breakwater.StoreContract;
using Breakwater.Simulation.InMemory;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Breakwater.Tests.Retaining;

public sealed class RetentionTests : IDisposable
{
    private readonly Ticking clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Telemetry telemetry = new(TimeProvider.System);
    private readonly InMemoryStore store = new();
    private readonly Samples samples = new(1);

    public void Dispose() => telemetry.Dispose();

    [Fact]
    public async Task What_is_settled_and_old_goes_in_small_batches_and_what_is_owed_stays()
    {
        const int settled = (Limits.PrunedPerCommit * 2) + 50;
        await store.Events.RecordAsync([.. Enumerable.Range(0, settled).Select(i => new Storage.Recording(samples.Event($"{i}"), []))], CancellationToken.None);
        await store.Events.RecordAsync([samples.Recording("owed", "crm")], CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var running = Start(TimeSpan.FromHours(1), stop.Token);

        await clock.PassAsync(Retention.Every);
        await clock.SomeoneWaitsAsync();
        Assert.Equal(settled + 1, await Count());

        // Each wait that begins says that a batch is done.
        clock.Advance(TimeSpan.FromHours(2));
        foreach (var left in new[] { settled + 1 - Limits.PrunedPerCommit, settled + 1 - (2 * Limits.PrunedPerCommit), 1 })
        {
            await clock.SomeoneWaitsAsync();
            Assert.Equal(left, await Count());
            clock.Advance(Retention.Pause);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task A_store_that_fails_is_asked_again_a_minute_later()
    {
        await store.Events.RecordAsync([new Storage.Recording(samples.Event("old"), [])], CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var running = Start(TimeSpan.Zero, stop.Token);
        clock.Advance(TimeSpan.Zero);
        store.FailNext(new StoreUnavailableException("full"));
        await clock.PassAsync(Retention.Every);
        await clock.PassAsync(Retention.Every);
        await clock.SomeoneWaitsAsync();
        Assert.Equal(0, await Count());

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private Task Start(TimeSpan keep, CancellationToken stop) =>
        new Retention(store, () => (keep, TimeSpan.FromDays(400)), () => true, clock, telemetry, NullLogger.Instance).RunAsync(stop);

    private Task<long> Count() => store.Search.CountEventsAsync(new EventFilter(), CancellationToken.None);
}
