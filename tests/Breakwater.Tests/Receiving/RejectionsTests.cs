using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Receiving;
using Xunit;

namespace Breakwater.Tests.Receiving;

public sealed class RejectionsTests
{
    private readonly Rejections rejections = new();

    [Fact]
    public void The_newest_comes_first_and_pages_follow_by_number()
    {
        for (var i = 0; i < 5; i++)
        {
            Add("shop");
        }

        Assert.Equal([5, 4], rejections.List(null, before: null, 2).Select(rejection => rejection.Number));
        Assert.Equal([3, 2], rejections.List(null, before: 4, 2).Select(rejection => rejection.Number));
    }

    [Fact]
    public void A_flood_at_one_source_does_not_wash_away_those_of_another()
    {
        Add("quiet");
        for (var i = 0; i < Limits.Rejections * 3; i++)
        {
            Add("loud");
        }

        Assert.Single(rejections.List("quiet", before: null, 10));
        Assert.Equal(Limits.Rejections, rejections.List(null, before: null, int.MaxValue).Count);
    }

    [Fact]
    public void Made_up_names_share_one_place()
    {
        Add("quiet");
        for (var i = 0; i < Limits.Rejections * 3; i++)
        {
            Add($"made-up-{i}", status: 404);
        }

        Assert.Single(rejections.List("quiet", before: null, 10));
    }

    [Fact]
    public void What_a_stranger_sent_is_escaped_cut_and_without_values()
    {
        var arrival = Arrival("evil\u001b[2J\r\nname" + new string('x', 500)) with { Headers = [new Header("X-Secret\n", "hunter2")] };
        var rejection = rejections.Add(arrival, new Reception.Refused(401, "signature-mismatch", "wrong"), DateTimeOffset.UnixEpoch);

        Assert.StartsWith("evil\\u001b[2J\\r\\nname", rejection.Source, StringComparison.Ordinal);
        Assert.InRange(rejection.Source.Length, 1, 130);
        Assert.Equal(["X-Secret\\n"], rejection.HeaderNames);
        Assert.DoesNotContain("hunter2", rejection.ToString(), StringComparison.Ordinal);
    }

    private static Arrival Arrival(string source) => new() { Source = source, Method = "POST", Url = "/", Headers = [], Body = ReadOnlyMemory<byte>.Empty };

    private void Add(string source, int status = 401) =>
        rejections.Add(Arrival(source), new Reception.Refused(status, "code", "reason"), DateTimeOffset.UnixEpoch);
}
