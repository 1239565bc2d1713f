using Breakwater.Model;
using Breakwater.Storage;
using Breakwater.StoreContract;
using Xunit;

namespace Breakwater.PostgreSql.Tests;

/// <summary>People ask while everything changes.</summary>
public sealed class SearchingTests : IAsyncDisposable
{
    private readonly PostgresPlace place = new();
    private readonly Samples samples = new(seed: 6);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => place.DisposeAsync();

    [Fact]
    public async Task What_goes_while_it_is_looked_for_is_no_trouble()
    {
        await using var store = await place.OpenPostgresAsync();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var asking = Enumerable.Range(0, 2).Select(_ => AskAsync(store, over.Token)).ToList();
        for (var n = 0; n < 60; n++)
        {
            var recording = samples.Recording($"{n}", "crm");
            await store.Events.RecordAsync([recording], Cancellation);
            await store.Deliveries.SettleAsync([samples.Settlement(recording.Deliveries[0].Id, 1, DeliveryState.Delivered)], [], Cancellation);
        }

        await over.CancelAsync();
        Assert.All(await Task.WhenAll(asking), asked => Assert.True(asked > 0));
    }

    private static async Task<int> AskAsync(PostgresStore store, CancellationToken over)
    {
        var asked = 0;
        while (!over.IsCancellationRequested)
        {
            await store.Search.DeliveriesAsync(new DeliveryFilter { State = DeliveryState.Waiting }, new PageRequest(5, null), Cancellation);
            await store.Search.EventsAsync(new EventFilter { State = DeliveryState.Waiting }, new PageRequest(5, null), Cancellation);
            await store.Search.CountEventsAsync(new EventFilter { State = DeliveryState.Waiting }, Cancellation);
            asked++;
        }

        return asked;
    }
}
