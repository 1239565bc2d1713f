using Breakwater.Model;
using Breakwater.Storage;
using Breakwater.StoreContract;
using Xunit;

namespace Breakwater.PostgreSql.Tests;

/// <summary>Several groups of settlements are under way at once, and notes of attempts that are settled in another group.</summary>
public sealed class ManyGroupsTests : IAsyncDisposable
{
    private readonly PostgresPlace place = new();
    private readonly Samples samples = new(seed: 9);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => place.DisposeAsync();

    [Fact]
    public async Task Groups_that_cross_each_other_all_commit_and_leave_no_note_behind()
    {
        await using var store = await place.OpenPostgresAsync();
        var chance = new Random(4);
        for (var round = 1; round <= 20; round++)
        {
            var recordings = Enumerable.Range(0, 80).Select(n => samples.Recording($"{round}-{n}", "crm")).ToList();
            await store.Events.RecordAsync(recordings, Cancellation);
            var ids = recordings.ConvertAll(recording => recording.Deliveries[0].Id);

            // Each group settles a part of them and notes that others have begun, in an order of its own.
            var groups = ids.OrderBy(_ => chance.Next()).Chunk(20).Select(part => (
                Settled: part.Select(id => samples.Settlement(id, 1, DeliveryState.Delivered)).ToList(),
                Begun: ids.Except(part).OrderBy(_ => chance.Next()).Select(id => new AttemptStart(id, 1, samples.Now) { Node = "node-1" }).ToList())).ToList();
            var receipts = await Task.WhenAll(groups.Select(group => store.Deliveries.SettleAsync(group.Settled, group.Begun, Cancellation)));

            Assert.All(receipts, receipt => Assert.Empty(receipt.Refused));
        }

        Assert.Equal(0, await store.Deliveries.RecoverAsync(samples.Now, Cancellation));
        var count = Assert.Single((await store.Search.CountsAsync(Cancellation)).Deliveries, count => count.Count > 0);
        Assert.Equal((DeliveryState.Delivered, 1_600L), (count.State, count.Count));
    }
}
