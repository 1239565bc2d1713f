using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Settling;
using Xunit;

namespace Breakwater.Tests.Settling;

public sealed class NextStepTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly RetrySettings Policy = new();

    [Theory]
    [InlineData(200, 1, "delivered")]
    [InlineData(410, 1, "dead: 410 is permanent: the destination says that it is gone for good")]
    [InlineData(422, 1, "dead: 422 is permanent")]
    [InlineData(302, 1, "dead: 302 is a redirect, and redirects are not followed")]
    [InlineData(500, 1, "again in 2.5 s (attempt 2 of 12)")]
    [InlineData(500, 4, "again in 67.5 s (attempt 5 of 12)")]
    [InlineData(500, 11, "again in 3 h (attempt 12 of 12)")]
    [InlineData(500, 12, "dead: 12 of 12 attempts used, and the last failed")]
    [InlineData(0, 2, "again in 7.5 s (attempt 3 of 12); this one may have taken effect")]
    [InlineData(0, 12, "dead: 12 of 12 attempts used, and the last may have taken effect")]
    public void The_decision_is_said_in_words(int status, int attempt, string decision) =>
        Assert.Equal(decision, After(Policy, attempt, status).Decision);

    [Fact]
    public void A_delivery_is_dead_when_its_next_attempt_would_begin_too_late()
    {
        var policy = Policy with { GiveUpAfter = TimeSpan.FromSeconds(60) };

        Assert.Equal(DeliveryState.Waiting, After(policy, 2, 500, since: Now - TimeSpan.FromSeconds(52)).State);
        var late = After(policy, 2, 500, since: Now - TimeSpan.FromSeconds(53));
        Assert.Equal((DeliveryState.Dead, null), (late.State, late.At));
        Assert.StartsWith("dead: its next attempt would begin more than 60 s after", late.Decision, StringComparison.Ordinal);
    }

    [Fact]
    public void Retry_after_is_waited_for_and_said()
    {
        var next = After(Policy, 1, 503, new Header("Retry-After", "120"));

        Assert.InRange(next.At!.Value, Now.AddSeconds(120), Now.AddSeconds(120.5));
        Assert.Equal(Now.AddSeconds(120), next.HoldUntil);
        Assert.EndsWith("; Retry-After asked for 2 min", next.Decision, StringComparison.Ordinal);
    }

    [Fact]
    public void Retry_after_is_cut_to_the_policys_longest_wait()
    {
        var next = After(Policy with { Max = TimeSpan.FromMinutes(5), GiveUpAfter = TimeSpan.FromDays(3) }, 1, 429, new Header("Retry-After", "315360000"));

        Assert.Equal(Now.AddMinutes(5), next.HoldUntil);
        Assert.EndsWith("; Retry-After asked for 3650 d, cut to 5 min", next.Decision, StringComparison.Ordinal);
    }

    [Fact]
    public void Retry_after_in_the_past_changes_nothing()
    {
        var next = After(Policy, 1, 503, new Header("Retry-After", "Sun, 01 Mar 2026 11:00:00 GMT"));

        Assert.Equal((Now.AddSeconds(2.5), null), (next.At, next.HoldUntil));
    }

    [Fact]
    public void Only_429_and_503_hold_the_whole_destination() =>
        Assert.Null(After(Policy, 1, 500, new Header("Retry-After", "120")).HoldUntil);

    [Fact]
    public void A_schedule_allows_one_attempt_more_than_it_has_waits()
    {
        var policy = Policy with { Schedule = [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10)] };

        Assert.Equal("again in 10 s (attempt 3 of 3)", After(policy, 2, 500).Decision);
        Assert.Equal(DeliveryState.Dead, After(policy, 3, 500).State);
    }

    [Fact]
    public void Attempts_before_a_retry_by_hand_do_not_count()
    {
        var delivery = new Delivery
        {
            Id = default,
            EventId = default,
            Destination = "d",
            Attempts = 12,
            AttemptsBefore = 12,
            Since = Now,
        };

        Assert.Equal(new PolicyRun(1, Now), PolicyRun.Of(delivery, 13));
    }

    private static NextStep After(RetrySettings policy, int attempt, int status, params Header[] headers) => After(policy, attempt, status, Now, headers);

    private static NextStep After(RetrySettings policy, int attempt, int status, DateTimeOffset since, params Header[] headers)
    {
        var exchange = new Exchange(status == 0 ? Reached.Silence : Reached.Answer, status, headers, null);
        var judgement = Classification.Judge(exchange, DestinationSettings.DefaultPermanent);
        return NextStep.After(policy, new PolicyRun(attempt, since), judgement, headers, Now, new FixedChance(0.5));
    }
}
