using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Settling;
using Xunit;

namespace Breakwater.Tests.Settling;

public sealed class CallClassificationTests
{
    [Theory]
    [InlineData(200, Outcome.Success)]
    [InlineData(204, Outcome.Success)]
    [InlineData(302, Outcome.Permanent)]
    [InlineData(400, Outcome.Permanent)]
    [InlineData(401, Outcome.Permanent)]
    [InlineData(402, Outcome.Permanent)]
    [InlineData(404, Outcome.Permanent)]
    [InlineData(409, Outcome.Permanent)]
    [InlineData(422, Outcome.Permanent)]
    [InlineData(408, Outcome.Retryable)]
    [InlineData(425, Outcome.Retryable)]
    [InlineData(429, Outcome.Retryable)]
    [InlineData(500, Outcome.Retryable)]
    [InlineData(501, Outcome.Permanent)]
    [InlineData(503, Outcome.Retryable)]
    public void A_4xx_is_an_answer_and_what_may_pass_is_tried_again(int status, Outcome outcome) =>
        Assert.Equal(outcome, Judge(new Exchange(Reached.Answer, status, [], null)).Outcome);

    [Fact]
    public void A_conflict_behind_an_attempt_without_an_answer_may_be_that_attempt()
    {
        var exchange = new Exchange(Reached.Answer, 409, [], null);
        Assert.Equal(Outcome.Retryable, Judge(exchange, attempts: 1, lastStatus: null).Outcome);
        Assert.Equal(Outcome.Permanent, Judge(exchange, attempts: 1, lastStatus: 500).Outcome);
    }

    [Fact]
    public void Half_an_answer_is_none() =>
        Assert.Equal(Outcome.Ambiguous, Judge(new Exchange(Reached.Answer, 200, [], "the answer's body broke off")).Outcome);

    [Fact]
    public void Without_an_answer_it_is_judged_like_any_attempt()
    {
        Assert.Equal(Outcome.Ambiguous, Judge(new Exchange(Reached.Silence, 0, [], "sent")).Outcome);
        Assert.Equal(Outcome.Retryable, Judge(new Exchange(Reached.Nothing, 0, [], "refused")).Outcome);
    }

    private static Judgement Judge(Exchange exchange, int attempts = 0, int? lastStatus = null) => CallClassification.Judge(
        exchange,
        DestinationSettings.DefaultPermanent,
        new Delivery { Id = default, EventId = default, Destination = "d", Since = default, Attempts = attempts, LastStatus = lastStatus });
}
