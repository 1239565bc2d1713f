using System.Net.ServerSentEvents;
using System.Text.Json;
using Xunit;

namespace Breakwater.AspNetCore.Tests.Api;

public sealed class StreamTests
{
    [Fact]
    public async Task What_happens_comes_as_it_happens()
    {
        await using var site = await Site.StartAsync();
        await using var reader = await Reader.OpenAsync(site, lastId: null);
        Assert.Equal("heartbeat", (await reader.NextAsync()).EventType);
        var id = await site.RecordAsync("""{"id":"1","type":"order.paid"}""");

        var recorded = await reader.NextAsync();
        Assert.Equal("event.recorded", recorded.EventType);
        var notice = JsonDocument.Parse(recorded.Data).RootElement;
        Assert.Equal("event.recorded", notice.GetProperty("kind").GetString());
        Assert.Equal(id, notice.GetProperty("eventId").GetString());
        Assert.Equal("delivery.delivered", (await reader.NextAsync()).EventType);
    }

    [Fact]
    public async Task A_reader_that_comes_back_goes_on_where_it_was()
    {
        await using var site = await Site.StartAsync();
        string seen;
        await using (var reader = await Reader.OpenAsync(site, lastId: null))
        {
            await reader.NextAsync();
            await site.RecordAsync("""{"id":"1"}""");
            seen = (await reader.NextAsync()).EventId!;
            await reader.NextAsync();
        }

        var missed = await site.RecordAsync("""{"id":"2"}""");
        await using var again = await Reader.OpenAsync(site, seen);
        await again.NextAsync();
        Assert.Equal("delivery.delivered", (await again.NextAsync()).EventType);
        Assert.Contains(missed, (await again.NextAsync()).Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_with_the_cursor_of_an_earlier_process_learns_of_the_gap()
    {
        await using var site = await Site.StartAsync();
        await using var reader = await Reader.OpenAsync(site, "1");
        await reader.NextAsync();
        Assert.Equal("gap", (await reader.NextAsync()).EventType);
    }

    [Fact]
    public async Task A_silent_stream_beats()
    {
        var clock = new ArmedClock();
        var heartbeat = TimeSpan.FromSeconds(15);
        await using var site = await Site.StartAsync(Arranged.Settings, new BreakwaterWebOptions { Clock = clock, Heartbeat = heartbeat });
        await using var reader = await Reader.OpenAsync(site, lastId: null);
        await reader.NextAsync();
        await clock.ArmedAsync(heartbeat);
        clock.Advance(heartbeat);
        var beat = await reader.NextAsync();
        Assert.Equal(("heartbeat", "", null), (beat.EventType, beat.Data, beat.EventId));
    }

    [Fact]
    public async Task Readers_are_bounded_and_a_place_becomes_free_again()
    {
        await using var site = await Site.StartAsync(Arranged.Settings, new BreakwaterWebOptions { StreamReaders = 1 });
        await using (var only = await Reader.OpenAsync(site, lastId: null))
        {
            await only.NextAsync();
            using var refused = await site.CallAsync("GET", "/v1/stream");
            await Site.ProblemAsync(refused, 503, "too-many-readers");
        }

        // The server notices the reader's end in its own time: come again until there is room.
        while (true)
        {
            using var response = await site.CallAsync("GET", "/v1/stream");
            if ((int)response.StatusCode == 200)
            {
                break;
            }
        }
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    public async Task A_cursor_that_is_none_is_refused(string cursor)
    {
        await using var site = await Site.StartAsync();
        using var response = await site.CallAsync("GET", $"/v1/stream?after={cursor}");
        await Site.ProblemAsync(response, 400, "invalid-request");
    }

    [Fact]
    public async Task A_server_that_stops_ends_its_streams()
    {
        var site = await Site.StartAsync();
        await using var reader = await Reader.OpenAsync(site, lastId: null);
        await reader.NextAsync();
        await site.DisposeAsync();
        Assert.False(await reader.MoreAsync());
    }

    private sealed class Reader(HttpResponseMessage response, IAsyncEnumerator<SseItem<string>> items) : IAsyncDisposable
    {
        public static async Task<Reader> OpenAsync(Site site, string? lastId)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/stream");
            if (lastId is not null)
            {
                request.Headers.Add("Last-Event-ID", lastId);
            }

            var response = await site.Admin.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Site.Cancellation);
            Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
            var body = await response.Content.ReadAsStreamAsync(Site.Cancellation);
            return new Reader(response, SseParser.Create(body).EnumerateAsync(Site.Cancellation).GetAsyncEnumerator(Site.Cancellation));
        }

        public async Task<SseItem<string>> NextAsync()
        {
            Assert.True(await items.MoveNextAsync(), "the stream ended");
            return items.Current;
        }

        public async Task<bool> MoreAsync()
        {
            try
            {
                return await items.MoveNextAsync();
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }

        public async ValueTask DisposeAsync()
        {
            await items.DisposeAsync();
            response.Dispose();
        }
    }
}
