using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Observing;
using Xunit;

namespace Breakwater.Tests.Running;

/// <summary>A destination that fails, that a person pauses, or that takes only so much, through the whole engine.</summary>
public sealed class PoliciesTests
{
    private static readonly TransportAnswer Refused = new() { Stage = TransportStage.NotSent, Error = "connection refused" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dead_destination_is_left_alone_and_uses_no_attempts_up_until_a_probe_is_answered()
    {
        await using var node = await Node.StartAsync();
        node.Network.Answer = _ => Task.FromResult(Refused);
        for (var n = 0; n < 200; n++)
        {
            await node.PublishAsync();
        }

        var opened = await node.UntilAsync(NoticeKinds.BreakerOpened);
        Assert.Contains("left alone until", opened.Text, StringComparison.Ordinal);
        Assert.InRange(node.Network.Requests.All.Count, 20, 36);
        var waiting = (await node.DeliveryOfAsync(await node.PublishAsync())).Summary.Delivery;
        Assert.Equal(0, waiting.Attempts);
        Assert.StartsWith("the breaker of its destination, open until 2026-03-01T12:00:", node.Engine.WaitingFor(waiting), StringComparison.Ordinal);
        Assert.Equal(BreakerState.Open, Assert.Single(await node.Engine.DestinationsAsync(Cancellation)).Breaker);

        var tried = node.Network.Requests.All.Count;
        node.MoveTo(opened.NextAttemptAt!.Value);
        await node.UntilAsync(NoticeKinds.BreakerOpened, 2);
        Assert.Equal(tried + 1, node.Network.Requests.All.Count); // one probe

        node.Network.Answer = _ => Task.FromResult(PretendNetwork.Status(200));
        node.MoveTo((await node.UntilAsync(NoticeKinds.BreakerOpened, 2)).NextAttemptAt!.Value);
        await node.UntilAsync(NoticeKinds.BreakerClosed);
        await DeliveredAsync(node, 201);
    }

    [Fact]
    public async Task A_paused_destination_gets_nothing_over_a_restart_and_goes_on_when_it_is_resumed()
    {
        await using var node = await Node.StartAsync();
        Assert.False(await node.Engine.PauseAsync("nowhere", Cancellation));
        Assert.True(await node.Engine.PauseAsync("crm", Cancellation));
        await node.UntilAsync(NoticeKinds.DestinationPaused);
        var id = await node.PublishAsync();

        await using var next = await node.CrashAsync();
        await next.PublishAsync();
        Assert.Empty(next.Network.Requests.All);
        Assert.Equal("the pause of its destination since 2026-03-01T12:00:00Z", next.Engine.WaitingFor((await next.DeliveryOfAsync(id)).Summary.Delivery));
        Assert.NotNull(Assert.Single(await next.Engine.DestinationsAsync(Cancellation)).PausedSince);

        // A person who wants one delivery now does not end the pause.
        await next.Engine.RetryAsync((await next.DeliveryOfAsync(id)).Summary.Delivery.Id, Cancellation);
        Assert.Empty(next.Network.Requests.All);

        Assert.True(await next.Engine.ResumeAsync("crm", Cancellation));
        await next.UntilAsync(NoticeKinds.DestinationResumed);
        await DeliveredAsync(next, 2);
    }

    [Fact]
    public async Task A_pause_lets_what_is_under_way_end()
    {
        await using var node = await Node.StartAsync();
        var answer = new TaskCompletionSource<TransportAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Network.Answer = _ => answer.Task;
        await node.PublishAsync();
        await node.Network.Requests.UntilAsync(_ => true);
        await node.Engine.PauseAsync("crm", Cancellation);
        answer.SetResult(PretendNetwork.Status(200));

        await node.UntilAsync(NoticeKinds.DeliveryDelivered);
    }

    [Fact]
    public async Task A_destination_with_a_rate_gets_no_more_than_that()
    {
        await using var node = await Node.StartAsync(Node.To(Node.Destination() with { Rate = 10 }));
        for (var n = 0; n < 100; n++)
        {
            await node.PublishAsync();
        }

        await DeliveredAsync(node, 100);
        var took = node.Clock.GetUtcNow() - new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        Assert.InRange(took, TimeSpan.FromSeconds(9.8), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_retry_by_hand_probes_a_destination_that_is_left_alone()
    {
        await using var node = await Node.StartAsync(Node.To(Node.Destination() with { Breaker = new BreakerSettings { Minimum = 1 } }));
        node.Network.Answer = _ => Task.FromResult(Refused);
        var id = await node.PublishAsync();
        await node.UntilAsync(NoticeKinds.BreakerOpened);
        await node.UntilAsync(NoticeKinds.DeliveryRetrying);
        node.Network.Answer = _ => Task.FromResult(PretendNetwork.Status(200));

        await node.Engine.RetryAsync((await node.DeliveryOfAsync(id)).Summary.Delivery.Id, Cancellation);

        await node.UntilAsync(NoticeKinds.BreakerClosed);
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);
    }

    /// <summary>Lets time go on in small steps until so many are delivered.</summary>
    private static async Task DeliveredAsync(Node node, int count)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (node.Notices.All.Count(notice => notice.Kind == NoticeKinds.DeliveryDelivered) < count)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(1), "waited in vain for deliveries");
            node.Clock.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancellation);
        }
    }
}
