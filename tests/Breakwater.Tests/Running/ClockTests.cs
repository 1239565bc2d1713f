using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Running;
using Breakwater.Storage;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Breakwater.Tests.Running;

/// <summary>Rows 29 and 30: a wall clock that jumps makes nothing wait longer than its delay, and nothing a storm.</summary>
public sealed class ClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task What_waits_when_the_clock_goes_back_waits_no_longer_for_it()
    {
        var wall = new JumpingClock(new FakeTimeProvider(Start));
        await using var node = await Node.StartAsync(clock: wall.Even, wall: wall);
        node.Network.Answer = request => Task.FromResult(PretendNetwork.Status(request.Attempt == 1 ? 500 : 200));
        var id = await node.PublishAsync();
        var planned = await node.UntilAsync(NoticeKinds.DeliveryRetrying);

        wall.Jump(TimeSpan.FromHours(-1));
        wall.Even.Advance(ClockWatch.Every);
        await node.UntilLoggedAsync(LogEvents.ClockWentBack);
        wall.Even.Advance(planned.NextAttemptAt!.Value - planned.At + TimeSpan.FromMilliseconds(1));

        await node.UntilAsync(NoticeKinds.DeliveryDelivered);
        Assert.Equal(2, (await node.DeliveryOfAsync(id)).Attempts.Count);
    }

    [Fact]
    public async Task A_destination_that_asked_for_rest_gets_no_hour_more_of_it()
    {
        var wall = new JumpingClock(new FakeTimeProvider(Start));
        await using var node = await Node.StartAsync(clock: wall.Even, wall: wall);
        node.Network.Answer = request => Task.FromResult(node.Network.Requests.All.Count == 1
            ? PretendNetwork.Status(503, new Header("Retry-After", "120"))
            : PretendNetwork.Status(200));
        await node.PublishAsync("first");
        await node.UntilAsync(NoticeKinds.DeliveryRetrying);

        wall.Jump(TimeSpan.FromHours(-1));
        wall.Even.Advance(ClockWatch.Every);
        await node.UntilLoggedAsync(LogEvents.ClockWentBack);
        var second = (await node.DeliveryOfAsync(await node.PublishAsync("second"))).Summary.Delivery;
        Assert.Contains("asked to be left alone until 2026-03-01T11:02:00Z", node.Engine.WaitingFor(second), StringComparison.Ordinal);
        Assert.Single(node.Network.Requests.All);

        wall.Even.Advance(TimeSpan.FromSeconds(61.5));
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);
        wall.Even.Advance(TimeSpan.FromSeconds(1)); // after a rest it goes on gently
        await node.UntilAsync(NoticeKinds.DeliveryDelivered, 2);
    }

    [Fact]
    public async Task A_plan_made_right_after_the_jump_is_made_by_the_new_time_and_kept()
    {
        var wall = new JumpingClock(new FakeTimeProvider(Start));
        await using var node = await Node.StartAsync(Node.To(Node.Destination(retry: new RetrySettings { Schedule = [TimeSpan.FromHours(2)] })), clock: wall.Even, wall: wall);
        node.Network.Answer = request =>
        {
            wall.Jump(TimeSpan.FromHours(-1));
            return Task.FromResult(PretendNetwork.Status(500));
        };

        var id = await node.PublishAsync();
        await node.UntilAsync(NoticeKinds.DeliveryRetrying);

        var next = (await node.DeliveryOfAsync(id)).Summary.Delivery.NextAttemptAt!.Value;
        Assert.InRange(next - Start.AddHours(-1), TimeSpan.FromHours(1.8), TimeSpan.FromHours(2.2));
    }

    [Fact]
    public async Task A_store_that_fails_meanwhile_is_asked_until_it_answers()
    {
        var wall = new JumpingClock(new FakeTimeProvider(Start));
        await using var node = await Node.StartAsync(clock: wall.Even, wall: wall);
        node.Network.Answer = request => Task.FromResult(PretendNetwork.Status(request.Attempt == 1 ? 500 : 200));
        await node.PublishAsync();
        var planned = await node.UntilAsync(NoticeKinds.DeliveryRetrying);

        node.Store.Failure = new StoreUnavailableException("the disk is full");
        wall.Jump(TimeSpan.FromHours(-1));
        wall.Even.Advance(ClockWatch.Every);
        await node.UntilLoggedAsync(LogEvents.BringingForwardFails);
        node.Store.Failure = null;
        wall.Even.Advance(ClockWatch.Every);
        await node.UntilLoggedAsync(LogEvents.ClockWentBack);
        wall.Even.Advance(planned.NextAttemptAt!.Value - planned.At);

        await node.UntilAsync(NoticeKinds.DeliveryDelivered);
    }

    [Fact]
    public async Task A_clock_that_was_a_lifetime_ahead_before_the_start_strands_nothing()
    {
        var wrong = new FakeTimeProvider(Start.AddYears(70));
        await using var node = await Node.StartAsync(clock: wrong);
        node.Network.Answer = request => Task.FromResult(PretendNetwork.Status(request.Attempt == 1 ? 500 : 200));
        await node.PublishAsync();
        await node.UntilAsync(NoticeKinds.DeliveryRetrying);

        node.Store.Failure = new StoreUnavailableException("killed");
        await using var next = await Node.StartAsync(node.Engine.Settings, node.Network, node.Store.Reopen(), new FakeTimeProvider(Start));
        next.Clock.Advance(new RetrySettings().Max + TimeSpan.FromSeconds(1));
        await next.UntilAsync(NoticeKinds.DeliveryDelivered);
    }
}
