using Breakwater.Judging;
using Breakwater.Model;
using Xunit;

namespace Breakwater.Tests.Judging;

public sealed class StandingTests
{
    private static readonly string[] States = ["created", "paid", "shipped"];

    [Theory]
    [InlineData("dd", Stand.InSync, "paid")]
    [InlineData("dw", Stand.Behind, "created")]
    [InlineData("wd", Stand.Behind, "paid")]
    [InlineData("xw", Stand.Behind, null)]
    [InlineData("dx", Stand.Failed, "created")]
    [InlineData("dc", Stand.Failed, "created")]
    [InlineData("xd", Stand.InSync, "paid")]
    [InlineData("ddw", Stand.Behind, "paid")]
    [InlineData("sdd", Stand.InSync, "shipped")]
    [InlineData("ds", Stand.InSync, "created")]
    public void A_destination_stands_where_its_deliveries_stand(string deliveries, Stand stand, string? has)
    {
        var (history, made) = Of(deliveries);
        var standing = Assert.Single(Standing.Of(history, made));
        Assert.Equal((stand, has), (standing.Stand, standing.Has));
        Assert.Equal(stand == Stand.InSync, standing.Since is null);
    }

    [Fact]
    public void A_replay_of_what_was_applied_last_counts_and_what_was_not_applied_does_not()
    {
        var (history, made) = Of("dx");
        var again = made[1] with { Id = new DeliveryId(new SortableId(99, 0)), State = DeliveryState.Delivered };
        var other = made[1] with { Id = new DeliveryId(new SortableId(100, 0)), EventId = new EventId(new SortableId(77, 0)), Destination = "mail" };
        var standing = Assert.Single(Standing.Of(history, [.. made, again, other]));
        Assert.Equal((Stand.InSync, "paid"), (standing.Stand, standing.Has));
    }

    private static (List<EntityEvent> History, List<Delivery> Made) Of(string deliveries)
    {
        var (history, made) = (new List<EntityEvent>(), new List<Delivery>());
        for (var n = 0; n < deliveries.Length; n++)
        {
            var id = new SortableId(n + 1, 0);
            history.Add(new EntityEvent
            {
                Number = n + 1,
                EventId = new EventId(id),
                Source = "shop",
                State = States[n],
                At = Life.Start,
                Verdict = EntityVerdict.Applied,
                Why = "",
                Turn = n + 1,
            });
            var state = deliveries[n] switch
            {
                'd' => DeliveryState.Delivered,
                'x' => DeliveryState.Dead,
                'c' => DeliveryState.Cancelled,
                's' => DeliveryState.Stale,
                _ => DeliveryState.Waiting,
            };
            made.Add(new Delivery
            {
                Id = new DeliveryId(id),
                EventId = new EventId(id),
                Destination = "crm",
                Since = Life.Start,
                State = state,
                SettledAt = state == DeliveryState.Waiting ? null : Life.Start,
            });
        }

        return (history, made);
    }
}
