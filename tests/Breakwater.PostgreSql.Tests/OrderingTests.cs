using Breakwater.Model;
using Breakwater.Storage;
using Breakwater.StoreContract;
using Xunit;

namespace Breakwater.PostgreSql.Tests;

/// <summary>Row 85: several nodes record and settle the same keys at once, and of each key one is due at a time.</summary>
public sealed class OrderingTests : IAsyncDisposable
{
    private const int Keys = 3;
    private const int Groups = 12;
    private const int PerGroup = 10;

    private readonly PostgresPlace place = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => place.DisposeAsync();

    [Fact]
    public async Task Two_nodes_that_record_one_key_at_once_give_one_delivery_the_turn_and_lose_none()
    {
        await using var one = await place.OpenAsync();
        await using var two = await place.OpenAsync();
        var done = new HashSet<DeliveryId>();
        var recording = Task.WhenAll(RecordAsync(one, 1), RecordAsync(two, 2), RecordAsync(two, 3));
        var samples = new Samples(seed: 9);
        var idle = 0;
        for (var number = 0; done.Count < 3 * Groups * PerGroup; number++)
        {
            var due = await DueAsync(one, samples);
            Assert.True(due.Count <= Keys, $"{due.Count} are due of {Keys} keys");
            Assert.Equal(due.Count, due.Select(item => item.Event.Key).Distinct().Count());
            idle = due.Count > 0 ? 0 : idle + 1;
            Assert.True(!recording.IsCompleted || idle < 50, $"nothing is due, and {done.Count} are done");
            if (due.Count > 0)
            {
                await (number % 2 == 0 ? one : two).Deliveries.SettleAsync(
                    [.. due.Select(item => samples.Settlement(item.Delivery.Id, 1, DeliveryState.Delivered) with { Ordered = true })], [], Cancellation);
                Assert.All(due, item => Assert.True(done.Add(item.Delivery.Id), "sent twice"));
            }
        }

        await recording;
        Assert.Empty(await DueAsync(two, samples));
        var counts = (await two.Search.CountsAsync(Cancellation)).Deliveries;
        Assert.Equal(3 * Groups * PerGroup, Assert.Single(counts).Count);
    }

    private static async Task RecordAsync(IStore store, int seed)
    {
        var samples = new Samples(seed) { Now = new DateTimeOffset(2026, 3, 1, 12, 0, seed, TimeSpan.Zero) };
        for (var group = 0; group < Groups; group++)
        {
            await store.Events.RecordAsync(
                [
                    .. Enumerable.Range(0, PerGroup).Select(n =>
                    {
                        var evt = samples.Event($"{seed}-{group}-{n}", key: $"k{n % Keys}") with { Version = null };
                        return new Storage.Recording(evt, [samples.Ordered(evt)]);
                    }),
                ],
                Cancellation);
        }
    }

    private static async Task<IReadOnlyList<DueDelivery>> DueAsync(IStore store, Samples samples) => Assert.Single(await store.Deliveries.FetchDueAsync(
        [
            new DueRequest
            {
                Destination = "crm", Now = samples.Now.AddYears(1), Limit = 100, LimitBytes = long.MaxValue, Held = new HashSet<DeliveryId>(),
            },
        ],
        Cancellation)).Items;
}
