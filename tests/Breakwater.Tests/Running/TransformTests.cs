using System.Text;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Observing;
using Xunit;

namespace Breakwater.Tests.Running;

/// <summary>Row 74: a transform throws or gives nothing. And what is sent when it gives something.</summary>
public sealed class TransformTests
{
    [Fact]
    public async Task A_destination_gets_what_the_transform_makes_and_the_attempt_keeps_it()
    {
        var transform = new Pretend(evt => new Transformed { Body = Encoding.UTF8.GetBytes($"for {evt.Key}"), Headers = [new Header("Content-Type", "text/plain")] });
        await using var node = await Node.StartAsync(With(transform, "crm"));

        var id = await node.PublishAsync("k7");
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);

        var request = Assert.Single(node.Network.Requests.All);
        Assert.Equal("for k7", Encoding.UTF8.GetString(request.Body.Span));
        Assert.Equal(["text/plain"], request.Headers["Content-Type"]);
        var (_, attempts) = await node.DeliveryOfAsync(id);
        Assert.Equal("for k7", Encoding.UTF8.GetString(Assert.Single(attempts).RequestBody.Span));
        var kept = await node.Engine.Search.EventAsync(id, TestContext.Current.CancellationToken);
        Assert.Equal("""{"a":1}""", Encoding.UTF8.GetString(kept!.Summary.Event.Body.Span));
    }

    [Fact]
    public async Task A_failing_transform_is_a_dead_letter_with_its_own_error_and_no_request_is_made()
    {
        var transform = new Pretend(_ => new Transformed { Fault = new TransformFault("orders.js:12: TypeError: no") });
        await using var node = await Node.StartAsync(With(transform, "crm"));

        var id = await node.PublishAsync();
        await node.UntilAsync(NoticeKinds.DeliveryDead);

        var (summary, attempts) = await node.DeliveryOfAsync(id);
        var attempt = Assert.Single(attempts);
        Assert.Equal((DeliveryState.Dead, "orders.js:12: TypeError: no"), (summary.Delivery.State, summary.Delivery.LastError));
        Assert.Equal((Outcome.Permanent, "dead: its transform failed, and the same event fails again; nothing was sent"), (attempt.Outcome, attempt.Decision));
        Assert.Empty(node.Network.Requests.All);
    }

    [Fact]
    public async Task A_transform_that_ran_out_of_time_is_tried_again()
    {
        var runs = 0;
        var transform = new Pretend(_ => runs++ == 0 ? new Transformed { Fault = new TransformFault("orders.js: ran longer than 2 s", MayPass: true) } : new Transformed());
        await using var node = await Node.StartAsync(With(transform, "crm"));

        await node.PublishAsync();
        node.MoveTo((await node.UntilAsync(NoticeKinds.DeliveryRetrying)).NextAttemptAt!.Value);
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);

        Assert.Equal(2, Assert.Single(node.Network.Requests.All).Attempt);
    }

    [Fact]
    public async Task A_retry_by_hand_uses_the_transform_that_is_in_force_then()
    {
        var broken = new Pretend(_ => new Transformed { Fault = new TransformFault("broken") });
        await using var node = await Node.StartAsync(With(broken, "crm"));
        await node.PublishAsync();
        var dead = await node.UntilAsync(NoticeKinds.DeliveryDead);

        var mended = new Pretend(_ => new Transformed { Body = "mended"u8.ToArray() });
        Assert.Empty(await node.Engine.ApplyAsync(With(mended, "crm"), TestContext.Current.CancellationToken));
        await node.Engine.RetryAsync(dead.DeliveryId!.Value, TestContext.Current.CancellationToken);
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);

        Assert.Equal("mended", Encoding.UTF8.GetString(Assert.Single(node.Network.Requests.All).Body.Span));
    }

    [Fact]
    public async Task Each_destination_has_the_transform_of_the_route_that_leads_there()
    {
        var transform = new Pretend(_ => new Transformed { Body = "changed"u8.ToArray() });
        var settings = With(transform, "crm", "erp");
        await using var node = await Node.StartAsync(settings with
        {
            Routes =
            [
                new RouteSettings { From = ["shop"], Types = ["other"], To = ["erp"], Transform = transform },
                new RouteSettings { From = ["shop"], To = ["crm"], Transform = transform },
                new RouteSettings { From = ["shop"], Types = ["order.*"], To = ["erp"] },
            ],
        });

        await node.PublishAsync();
        await node.UntilAsync(NoticeKinds.DeliveryDelivered, 2);

        Assert.Equal(
            ["crm changed", "erp {\"a\":1}"],
            node.Network.Requests.All.Select(r => $"{r.Destination.Name} {Encoding.UTF8.GetString(r.Body.Span)}").Order());
    }

    [Fact]
    public async Task A_transform_that_takes_its_time_stops_no_other_destination()
    {
        var never = new TaskCompletionSource<Transformed>();
        var settings = With(new Pretend(_ => never.Task), "slow", "crm");
        await using var node = await Node.StartAsync(settings with
        {
            Routes = [settings.Routes[0] with { To = ["slow"] }, new RouteSettings { From = ["shop"], To = ["crm"] }],
        });

        await node.PublishAsync();
        var delivered = await node.UntilAsync(NoticeKinds.DeliveryDelivered);
        Assert.Equal("crm", delivered.Destination);
        never.SetResult(new Transformed());
        await node.UntilAsync(NoticeKinds.DeliveryDelivered, 2);
    }

    private static Settings With(ITransform transform, params string[] destinations)
    {
        var settings = Node.To(destinations.Select(name => Node.Destination(name)));
        return settings with { Routes = [settings.Routes[0] with { Transform = transform }] };
    }

    private sealed class Pretend(Func<Event, Task<Transformed>> apply) : ITransform
    {
        public Pretend(Func<Event, Transformed> apply)
            : this(evt => Task.FromResult(apply(evt)))
        {
        }

        public string Name => "pretend.js";

        public ValueTask<Transformed> ApplyAsync(Event evt) => new(apply(evt));
    }
}
