using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Settling;
using Xunit;

namespace Breakwater.Tests.Settling;

public sealed class ClassificationTests
{
    [Theory]
    [InlineData(200, Outcome.Success)]
    [InlineData(204, Outcome.Success)]
    [InlineData(299, Outcome.Success)]
    [InlineData(301, Outcome.Permanent)]
    [InlineData(304, Outcome.Permanent)]
    [InlineData(307, Outcome.Permanent)]
    [InlineData(400, Outcome.Permanent)]
    [InlineData(401, Outcome.Retryable)]
    [InlineData(403, Outcome.Retryable)]
    [InlineData(404, Outcome.Retryable)]
    [InlineData(405, Outcome.Permanent)]
    [InlineData(408, Outcome.Retryable)]
    [InlineData(410, Outcome.Permanent)]
    [InlineData(422, Outcome.Permanent)]
    [InlineData(425, Outcome.Retryable)]
    [InlineData(429, Outcome.Retryable)]
    [InlineData(500, Outcome.Retryable)]
    [InlineData(501, Outcome.Permanent)]
    [InlineData(503, Outcome.Retryable)]
    [InlineData(999, Outcome.Retryable)]
    public void A_status_decides(int status, Outcome outcome)
    {
        var judgement = Judge(Reached.Answer, status, null);

        Assert.Equal((outcome, status), (judgement.Outcome, judgement.Status));
        Assert.Equal(outcome == Outcome.Success, judgement.Error is null);
    }

    [Fact]
    public void A_status_decides_even_when_the_body_broke_off() =>
        Assert.Equal(Outcome.Success, Judge(Reached.Answer, 200, "the answer's body broke off").Outcome);

    [Theory]
    [InlineData(nameof(Reached.Nothing), Outcome.Retryable)]
    [InlineData(nameof(Reached.Silence), Outcome.Ambiguous)]
    [InlineData(nameof(Reached.Refusal), Outcome.Permanent)]
    public void Without_a_status_it_counts_how_far_the_request_came(string reached, Outcome outcome)
    {
        var judgement = Judge(Enum.Parse<Reached>(reached), 0, "words");

        Assert.Equal((outcome, null, "words"), (judgement.Outcome, judgement.Status, judgement.Error));
    }

    [Fact]
    public void Gone_is_permanent_whatever_the_list_says_and_is_said_in_words()
    {
        var judgement = Classification.Judge(new Exchange(Reached.Answer, 410, [], null), []);

        Assert.Equal(Outcome.Permanent, judgement.Outcome);
        Assert.Contains("gone for good", judgement.Error, StringComparison.Ordinal);
    }

    private static Judgement Judge(Reached reached, int status, string? error) =>
        Classification.Judge(new Exchange(reached, status, [], error), DestinationSettings.DefaultPermanent);
}
