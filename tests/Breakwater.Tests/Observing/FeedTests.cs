using System.Globalization;
using Breakwater.Configuration;
using Breakwater.Observing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Breakwater.Tests.Observing;

public sealed class FeedTests
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Feed feed;

    public FeedTests() => feed = new Feed(clock);

    [Fact]
    public async Task A_reader_sees_what_is_published_after_it_began_in_order()
    {
        Publish(0, 3);
        await using var reader = Read(after: null);
        var first = reader.MoveNextAsync();
        Publish(3, 2);
        Assert.True(await first);
        Assert.Equal("3", reader.Current.Text);
        Assert.Equal("4", (await Next(reader)).Text);
    }

    [Fact]
    public async Task Numbers_grow_by_one()
    {
        var start = await Start();
        Publish(0, 600);
        await using var reader = Read(start);
        for (var i = 1; i <= 600; i++)
        {
            Assert.Equal(start + i, (await Next(reader)).Number);
        }
    }

    [Fact]
    public async Task A_reader_resumes_after_its_cursor_and_misses_nothing()
    {
        var start = await Start();
        Publish(0, 10);
        await using var reader = Read(start + 4);
        Assert.Equal("4", (await Next(reader)).Text);
    }

    [Fact]
    public async Task Who_is_too_far_behind_learns_of_the_gap_and_then_gets_what_is_held()
    {
        var start = await Start();
        Publish(0, Limits.FeedNotices + 10);
        await using var reader = Read(start);

        var gap = await Next(reader);
        Assert.Equal((NoticeKinds.Gap, start + 10), (gap.Kind, gap.Number));
        Assert.Contains("10 ", gap.Text, StringComparison.Ordinal);
        Assert.Equal("10", (await Next(reader)).Text);
    }

    [Fact]
    public async Task A_reader_that_is_overtaken_while_reading_learns_of_the_gap()
    {
        await using var reader = Read(await Start());
        Publish(0, 1);
        Assert.Equal("0", (await Next(reader)).Text);
        Publish(1, Limits.FeedNotices * 2);
        Assert.Equal(NoticeKinds.Gap, (await Next(reader)).Kind);
        Assert.Equal((Limits.FeedNotices + 1).ToString(CultureInfo.InvariantCulture), (await Next(reader)).Text);
    }

    [Fact]
    public async Task A_cursor_of_an_earlier_or_a_later_process_is_a_gap()
    {
        var cursor = await Start();
        clock.Advance(TimeSpan.FromSeconds(5));
        var next = new Feed(clock);
        next.Publish(Notice(0));
        await using var reader = next.ReadAsync(cursor, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.Equal(NoticeKinds.Gap, (await Next(reader)).Kind);
        Assert.Equal("0", (await Next(reader)).Text);

        await using var ahead = Read(long.MaxValue);
        Assert.Equal(NoticeKinds.Gap, (await Next(ahead)).Kind);
    }

    [Fact]
    public async Task A_reader_that_leaves_is_not_counted_any_more()
    {
        using var leaving = new CancellationTokenSource();
        var reader = feed.ReadAsync(null, leaving.Token).GetAsyncEnumerator(leaving.Token);
        var waiting = reader.MoveNextAsync().AsTask();
        Assert.Equal(1, feed.Readers);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await reader.DisposeAsync();
        Assert.Equal(0, feed.Readers);
    }

    [Fact]
    public async Task Many_readers_beside_many_publishers_each_see_everything_in_order()
    {
        var start = await Start();
        const int each = 500;
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var reader = Read(start);
            var numbers = new List<long>();
            while (numbers.Count < each * 4)
            {
                numbers.Add((await Next(reader)).Number);
            }

            return numbers;
        })).ToList();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Publish(0, each))));

        foreach (var reader in readers)
        {
            Assert.Equal(Enumerable.Range(1, each * 4).Select(i => start + i), await reader);
        }
    }

    private static Notice Notice(int i) => new() { At = DateTimeOffset.UnixEpoch, Kind = NoticeKinds.EventRecorded, Text = i.ToString(CultureInfo.InvariantCulture) };

    private static async Task<Notice> Next(IAsyncEnumerator<Notice> reader)
    {
        Assert.True(await reader.MoveNextAsync());
        return reader.Current;
    }

    private void Publish(int from, int count) => feed.Publish([.. Enumerable.Range(from, count).Select(Notice)]);

    private IAsyncEnumerator<Notice> Read(long? after) =>
        feed.ReadAsync(after, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);

    /// <summary>The cursor before the first notice of a fresh feed: what a gap from nowhere gives.</summary>
    private async Task<long> Start()
    {
        await using var reader = Read(0);
        return (await Next(reader)).Number;
    }
}
