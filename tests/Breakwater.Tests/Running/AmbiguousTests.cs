using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Observing;
using Xunit;

namespace Breakwater.Tests.Running;

/// <summary>Row 76: a request that was sent and got no answer may have taken effect. What follows is as the destination says.</summary>
public sealed class AmbiguousTests
{
    private static readonly TransportAnswer Silence = new() { Stage = TransportStage.Sent, Error = "sent, and no answer came in time" };

    private static readonly CheckSettings Asking = new() { Path = "/payments?reference={idempotencyKey}&key={key}", Found = "/data/0/id" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_may_have_taken_effect_waits_for_a_person_where_the_destination_holds()
    {
        await using var node = await Node.StartAsync(Holding);
        node.Network.Answer = _ => Task.FromResult(Silence);
        var id = await node.PublishAsync();
        await node.UntilAsync(NoticeKinds.DeliveryHeld);
        node.Clock.Advance(TimeSpan.FromDays(2));

        var detail = await node.DeliveryOfAsync(id);
        Assert.Equal((DeliveryState.Waiting, Ambiguity.Held, null), (detail.Summary.Delivery.State, detail.Summary.Delivery.Ambiguity, detail.Summary.Delivery.NextAttemptAt));
        Assert.StartsWith("a person, who decides", node.Engine.WaitingFor(detail.Summary.Delivery), StringComparison.Ordinal);
        Assert.StartsWith("held: it may have taken effect", detail.Attempts[0].Decision, StringComparison.Ordinal);
        Assert.Equal(1, Assert.Single(await node.Engine.DestinationsAsync(Cancellation)).Held);
        Assert.Single(node.Network.Requests.All);
    }

    [Fact]
    public async Task A_person_sends_it_again_with_the_same_id_or_gives_it_up()
    {
        await using var node = await Node.StartAsync(Holding);
        node.Network.Answer = _ => Task.FromResult(Silence);
        var (first, second) = (await node.PublishAsync("a"), await node.PublishAsync("b"));
        await node.UntilAsync(NoticeKinds.DeliveryHeld, 2);
        node.Network.Answer = _ => Task.FromResult(PretendNetwork.Status(200));

        await node.Engine.RetryAsync((await node.DeliveryOfAsync(first)).Summary.Delivery.Id, Cancellation);
        await node.Engine.CancelAsync((await node.DeliveryOfAsync(second)).Summary.Delivery.Id, Cancellation);
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);

        Assert.Equal(2, node.Network.Requests.All.Count(request => request.WebhookId == first.ToString()));
        Assert.Equal(DeliveryState.Cancelled, (await node.DeliveryOfAsync(second)).Summary.Delivery.State);
        Assert.Equal(0, Assert.Single(await node.Engine.DestinationsAsync(Cancellation)).Held);
    }

    [Fact]
    public async Task What_was_under_way_at_a_kill_waits_for_a_person_too()
    {
        var network = new PretendNetwork { Answer = PretendNetwork.HangAsync };
        await using var node = await Node.StartAsync(Holding, network);
        var id = await node.PublishAsync();
        await network.Requests.UntilAsync(_ => true);

        var second = new PretendNetwork();
        await using var next = await node.CrashAsync(network: second);
        await next.UntilAsync(NoticeKinds.DeliveryHeld);

        var detail = await next.DeliveryOfAsync(id);
        Assert.Equal(Ambiguity.Held, detail.Summary.Delivery.Ambiguity);
        Assert.Equal("nothing was sent: an attempt before may have taken effect", detail.Attempts[^1].Error);
        Assert.Empty(second.Requests.All);
    }

    [Fact]
    public async Task A_check_that_finds_it_settles_the_delivery()
    {
        await using var node = await Node.StartAsync(Checking());
        node.Network.Answer = request => Task.FromResult(IsCheck(request) ? Json(200, """{"data":[{"id":"pay_1"}]}""") : Silence);
        var id = await node.PublishAsync("k/1");
        node.MoveTo((await node.UntilAsync(NoticeKinds.DeliveryRetrying)).NextAttemptAt!.Value);
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);

        var detail = await node.DeliveryOfAsync(id);
        Assert.Equal(
            [(Outcome.Ambiguous, null), (Outcome.Success, (int?)200)], detail.Attempts.Select(attempt => (attempt.Outcome, attempt.Status)));
        Assert.Equal("delivered: the check found that it took effect", detail.Attempts[1].Decision);
        var check = node.Network.Requests.All[1];
        Assert.Equal(("GET", $"https://crm.example.com/payments?reference={id}&key=k%2F1"), (check.Method, check.Url!.OriginalString));
        Assert.Equal("Bearer t", check.Headers["Authorization"].Single());
        Assert.Equal("***", detail.Attempts[1].RequestHeaders.Single(header => header.Name == "Authorization").Value);
        Assert.Equal(2, node.Network.Requests.All.Count);
    }

    [Theory]
    [InlineData(200, """{"data":[]}""")]
    [InlineData(200, """{"data":[{"id":null}]}""")]
    [InlineData(404, "no such thing")]
    public async Task A_check_that_does_not_find_it_has_it_sent_again_and_uses_no_attempt_up(int status, string body)
    {
        await using var node = await Node.StartAsync(Checking(new RetrySettings { MaxAttempts = 2 }));
        node.Network.Answer = request => Task.FromResult(IsCheck(request) ? Json(status, body) : request.Attempt == 1 ? Silence : PretendNetwork.Status(200));
        var id = await node.PublishAsync();
        node.MoveTo((await node.UntilAsync(NoticeKinds.DeliveryRetrying)).NextAttemptAt!.Value);
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);

        var detail = await node.DeliveryOfAsync(id);
        Assert.Equal([Outcome.Ambiguous, Outcome.Retryable, Outcome.Success], detail.Attempts.Select(attempt => attempt.Outcome));
        Assert.Equal("sent again at once: the check did not find it", detail.Attempts[1].Decision);
        Assert.Equal([false, true, false], node.Network.Requests.All.Select(IsCheck));
        Assert.Equal(id.ToString(), node.Network.Requests.All[2].WebhookId);
    }

    /// <summary>Neither 503 nor an answer that can't be read says that it is not there.</summary>
    [Theory]
    [InlineData(503, "{}")]
    [InlineData(200, "<html>")]
    [InlineData(403, "{}")]
    public async Task A_check_that_fails_is_made_again_and_nothing_is_sent_meanwhile(int status, string body)
    {
        await using var node = await Node.StartAsync(Checking(new RetrySettings { MaxAttempts = 3 }));
        node.Network.Answer = request => Task.FromResult(IsCheck(request) ? Json(status, body) : Silence);
        var id = await node.PublishAsync();
        for (var retries = 1; retries <= 2; retries++)
        {
            node.MoveTo((await node.UntilAsync(NoticeKinds.DeliveryRetrying, retries)).NextAttemptAt!.Value);
        }

        await node.UntilAsync(NoticeKinds.DeliveryDead);
        var detail = await node.DeliveryOfAsync(id);
        Assert.Equal([false, true, true], node.Network.Requests.All.Select(IsCheck));
        Assert.Equal(Ambiguity.Open, detail.Summary.Delivery.Ambiguity);

        // A person who tries it again gets the check first.
        node.Network.Answer = request => Task.FromResult(Json(200, """{"data":[{"id":1}]}"""));
        await node.Engine.RetryAsync(detail.Summary.Delivery.Id, Cancellation);
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);
        Assert.True(IsCheck(node.Network.Requests.All[^1]));
    }

    [Fact]
    public async Task Nothing_that_may_have_taken_effect_is_given_up_before_the_platform_was_asked()
    {
        await using var node = await Node.StartAsync(Checking(new RetrySettings { MaxAttempts = 1 }));
        node.Network.Answer = request => Task.FromResult(IsCheck(request) ? Json(200, """{"data":[{"id":"x"}]}""") : Silence);
        await node.PublishAsync();
        var asked = await node.UntilAsync(NoticeKinds.DeliveryRetrying);
        Assert.Contains("whether it took effect; no attempt is left", asked.Text, StringComparison.Ordinal);
        node.MoveTo(asked.NextAttemptAt!.Value);
        await node.UntilAsync(NoticeKinds.DeliveryDelivered);
    }

    private static Settings Holding => Node.To(Node.Destination() with { OnAmbiguous = OnAmbiguous.Hold });

    private static Settings Checking(RetrySettings? retry = null) => Node.To(Node.Destination(retry: retry) with
    {
        OnAmbiguous = OnAmbiguous.Check,
        Check = Asking,
        Headers = [KeyValuePair.Create("Authorization", new Secret("Bearer t"))],
    });

    private static bool IsCheck(PretendNetwork.Request request) => request.Method == "GET";

    private static TransportAnswer Json(int status, string body) =>
        new() { Stage = TransportStage.Answered, Status = status, Body = System.Text.Encoding.UTF8.GetBytes(body) };
}
