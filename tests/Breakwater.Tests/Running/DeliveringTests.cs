using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Observing;
using Xunit;

namespace Breakwater.Tests.Running;

/// <summary>From the commit to the last attempt: what happens to deliveries when networks do what networks do.</summary>
public sealed class DeliveringTests
{
    [Fact]
    public async Task An_event_is_delivered_and_the_attempt_leaves_its_trace()
    {
        await using var node = await Node.StartAsync();

        var id = await node.PublishAsync();
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);

        var (summary, attempts) = await node.DeliveryOfAsync(id);
        Assert.Equal((DeliveryState.Delivered, 1, 200), (summary.Delivery.State, summary.Delivery.Attempts, summary.Delivery.LastStatus));
        var attempt = Assert.Single(attempts);
        Assert.Equal((1, Outcome.Success, "delivered", "n1"), (attempt.Number, attempt.Outcome, attempt.Decision, attempt.Node));
        Assert.Contains(attempt.RequestHeaders, header => header.Name == "webhook-id" && header.Value == id.ToString());
        Assert.Null(node.Engine.WaitingFor(summary.Delivery));
    }

    [Fact]
    public async Task A_dead_destination_is_tried_over_days_and_then_given_up()
    {
        await using var node = await Node.StartAsync();
        node.Network.Answer = _ => Task.FromResult(PretendNetwork.Status(500));
        var began = node.Clock.GetUtcNow();

        var id = await node.PublishAsync();
        for (var attempt = 1; attempt < 12; attempt++)
        {
            node.MoveTo((await node.UntilAsync(NoticeKinds.DeliveryRetrying, attempt)).NextAttemptAt!.Value);
        }

        await node.UntilAsync(NoticeKinds.DeliveryDead);

        var (summary, attempts) = await node.DeliveryOfAsync(id);
        Assert.Equal((DeliveryState.Dead, 12, "answered 500"), (summary.Delivery.State, summary.Delivery.Attempts, summary.Delivery.LastError));
        Assert.Equal(Enumerable.Range(1, 12), attempts.Select(a => a.Number));
        Assert.Equal("dead: 12 of 12 attempts used, and the last failed", attempts[^1].Decision);
        Assert.InRange(node.Clock.GetUtcNow() - began, TimeSpan.FromHours(1), TimeSpan.FromHours(72));
        Assert.Single(node.Network.Requests.All.Select(r => r.WebhookId).Distinct());
    }

    [Fact]
    public async Task A_dead_delivery_that_is_retried_by_hand_starts_its_policy_anew()
    {
        await using var node = await Node.StartAsync(Node.To(Node.Destination(retry: new RetrySettings { MaxAttempts = 2 })));
        node.Network.Answer = request => Task.FromResult(PretendNetwork.Status(request.Attempt < 4 ? 500 : 200));
        var id = await node.PublishAsync();
        node.MoveTo((await node.UntilAsync(NoticeKinds.DeliveryRetrying)).NextAttemptAt!.Value);
        var dead = await node.UntilAsync(NoticeKinds.DeliveryDead);

        var result = await node.Engine.RetryAsync(dead.DeliveryId!.Value, TestContext.Current.CancellationToken);
        Assert.Equal((DeliveryState.Waiting, null), (result.Delivery!.State, result.Refusal));
        node.MoveTo((await node.UntilAsync(NoticeKinds.DeliveryRetrying, 2)).NextAttemptAt!.Value);
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);

        Assert.Equal([1, 2, 3, 4], (await node.DeliveryOfAsync(id)).Attempts.Select(a => a.Number));
        var again = await node.Engine.RetryAsync(dead.DeliveryId!.Value, TestContext.Current.CancellationToken);
        Assert.NotNull(again.Refusal);
    }

    [Fact]
    public async Task A_delivery_cancelled_under_way_keeps_the_attempt_and_stays_cancelled()
    {
        await using var node = await Node.StartAsync(Node.To(Node.Destination(concurrency: 1)));
        var answer = new TaskCompletionSource<TransportAnswer>();
        node.Network.Answer = request => request.Attempt == 1 && node.Network.Requests.All.Count == 1 ? answer.Task : Task.FromResult(PretendNetwork.Status(200));
        var first = await node.PublishAsync();
        await node.Network.Requests.UntilAsync(_ => true);
        var delivery = (await node.DeliveryOfAsync(first)).Summary.Delivery;
        Assert.Equal("the attempt under way", node.Engine.WaitingFor(delivery));

        var result = await node.Engine.CancelAsync(delivery.Id, TestContext.Current.CancellationToken);
        Assert.Equal(DeliveryState.Cancelled, result.Delivery!.State);
        answer.SetResult(PretendNetwork.Status(500));
        await node.PublishAsync();
        await node.UntilAsync(NoticeKinds.DeliveryDelivered); // settled after the first, by the same worker

        var (summary, attempts) = await node.DeliveryAsync(delivery.Id);
        Assert.Equal((DeliveryState.Cancelled, 500), (summary.Delivery.State, Assert.Single(attempts).Status));
        Assert.DoesNotContain(node.Notices.All, notice => notice.Kind == NoticeKinds.DeliveryRetrying);
    }

    [Fact]
    public async Task A_delivery_cancelled_in_line_is_never_sent()
    {
        await using var node = await Node.StartAsync(Node.To(Node.Destination(concurrency: 1)));
        var answer = new TaskCompletionSource<TransportAnswer>();
        node.Network.Answer = _ => answer.Task;
        await node.PublishAsync("first");
        await node.Network.Requests.UntilAsync(_ => true);
        var second = (await node.DeliveryOfAsync(await node.PublishAsync("second"))).Summary.Delivery;
        Assert.Equal("its turn", node.Engine.WaitingFor(second));

        await node.Engine.CancelAsync(second.Id, TestContext.Current.CancellationToken);
        answer.SetResult(PretendNetwork.Status(200));
        await node.PublishAsync("third");
        await node.UntilAsync(NoticeKinds.DeliveryDelivered, 2);

        Assert.DoesNotContain(node.Network.Requests.All, request => request.Delivery == second.Id.ToString());
    }

    [Fact]
    public async Task One_destination_that_hangs_holds_up_no_other()
    {
        await using var node = await Node.StartAsync(Node.To(Node.Destination("dead"), Node.Destination("crm")));
        node.Network.Answer = request => request.Destination.Name == "dead" ? PretendNetwork.HangAsync(request) : Task.FromResult(PretendNetwork.Status(200));

        for (var i = 0; i < 200; i++)
        {
            await node.PublishAsync($"k{i}");
        }

        await node.UntilAsync(NoticeKinds.DeliveryDelivered, 200);
        var health = (await node.Engine.DestinationsAsync(TestContext.Current.CancellationToken)).Single(d => d.Destination == "dead");
        Assert.Equal((16, 200), (health.InFlight, health.Waiting));
    }

    [Fact]
    public async Task What_does_not_fit_in_memory_waits_in_the_store_and_everything_lands_once()
    {
        const int Events = Limits.LineDeliveries * 3;
        await using var node = await Node.StartAsync();
        var gate = new TaskCompletionSource();
        node.Network.Answer = async _ =>
        {
            await gate.Task;
            return PretendNetwork.Status(200);
        };
        for (var i = 0; i < Events; i++)
        {
            await node.PublishAsync($"k{i}");
        }

        var health = Assert.Single(await node.Engine.DestinationsAsync(TestContext.Current.CancellationToken));
        Assert.InRange(health.InMemory, 1, Limits.LineDeliveries + 16);
        gate.SetResult();
        await node.Network.Requests.UntilAsync(_ => true, Events);
        await node.UntilLoggedAsync(LogEvents.DeliveryDelivered, Events);

        Assert.Equal(Events, node.Network.Requests.All.Select(r => r.Delivery).Distinct().Count());
        Assert.Equal(Events, node.Network.Requests.All.Count);
    }

    [Fact]
    public async Task A_destination_that_asks_for_rest_is_left_alone_whole()
    {
        await using var node = await Node.StartAsync();
        node.Network.Answer = request => Task.FromResult(node.Network.Requests.All.Count == 1
            ? PretendNetwork.Status(503, new Header("Retry-After", "120"))
            : PretendNetwork.Status(200));
        await node.PublishAsync("first");
        var retrying = await node.UntilAsync(NoticeKinds.DeliveryRetrying);
        var second = (await node.DeliveryOfAsync(await node.PublishAsync("second"))).Summary.Delivery;

        Assert.Contains("asked to be left alone until 2026-03-01T12:02:00Z", node.Engine.WaitingFor(second), StringComparison.Ordinal);
        Assert.Single(node.Network.Requests.All);
        node.MoveTo(retrying.NextAttemptAt!.Value);
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);
        var delivered = node.UntilAsync(NoticeKinds.DeliveryDelivered, 2);
        while (!delivered.IsCompleted)
        {
            node.Clock.Advance(TimeSpan.FromMilliseconds(20)); // after a rest it goes on gently
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        await delivered;
    }

    [Fact]
    public async Task A_bug_in_sending_is_an_attempt_like_any_other()
    {
        await using var node = await Node.StartAsync();
        node.Network.Answer = request => request.Attempt == 1 ? throw new InvalidOperationException("oh") : Task.FromResult(PretendNetwork.Status(200));

        var id = await node.PublishAsync();
        node.MoveTo((await node.UntilAsync(NoticeKinds.DeliveryRetrying)).NextAttemptAt!.Value);
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);

        Assert.Equal("a fault of Breakwater itself: InvalidOperationException: oh", (await node.DeliveryOfAsync(id)).Attempts[0].Error);
    }

    [Fact]
    public async Task A_clock_that_jumps_ahead_strands_nothing()
    {
        await using var node = await Node.StartAsync();
        node.Network.Answer = request => Task.FromResult(PretendNetwork.Status(request.Attempt == 1 ? 500 : 200));
        await node.PublishAsync();
        var retrying = await node.UntilAsync(NoticeKinds.DeliveryRetrying);

        node.MoveTo(retrying.NextAttemptAt!.Value + TimeSpan.FromDays(1));

        await node.UntilAsync(NoticeKinds.DeliveryDelivered);
    }
}
