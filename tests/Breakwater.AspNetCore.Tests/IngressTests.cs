using System.Globalization;
using System.Net;
using System.Text;
using Xunit;

namespace Breakwater.AspNetCore.Tests;

public sealed class IngressTests
{
    [Fact]
    public async Task A_new_event_is_answered_with_its_id_in_body_and_headers()
    {
        await using var site = await Site.StartAsync();
        using var response = await site.SendAsync("open", """{"id":"1","type":"order.paid"}""");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        var id = response.Headers.GetValues("breakwater-event").Single();
        Assert.Equal($$"""{"id":"{{id}}","duplicate":false}""", await response.Content.ReadAsStringAsync(Site.Cancellation));
        Assert.Equal("false", response.Headers.GetValues("breakwater-duplicate").Single());
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task A_duplicate_is_answered_with_the_first_id()
    {
        await using var site = await Site.StartAsync();
        var first = await site.RecordAsync("""{"id":"1"}""");
        using var second = await site.SendAsync("open", """{"id":"1"}""");

        Assert.Equal(HttpStatusCode.Accepted, second.StatusCode);
        Assert.Equal($$"""{"id":"{{first}}","duplicate":true}""", await second.Content.ReadAsStringAsync(Site.Cancellation));
        Assert.Equal("true", second.Headers.GetValues("breakwater-duplicate").Single());
    }

    [Fact]
    public async Task A_source_that_wants_no_body_gets_the_id_in_headers_alone()
    {
        await using var site = await Site.StartAsync();
        using var response = await site.SendAsync("silent", """{"id":"1"}""");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.StartsWith("evt_", response.Headers.GetValues("breakwater-event").Single(), StringComparison.Ordinal);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Site.Cancellation));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_of_the_limit_is_taken_and_one_byte_more_is_refused(bool chunked)
    {
        await using var site = await Site.StartAsync();
        foreach (var (length, expected) in new[] { (Arranged.MaxBody, 202), (Arranged.MaxBody + 1, 413) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/in/raw") { Content = new ByteArrayContent(new byte[length]) };
            request.Headers.TransferEncodingChunked = chunked;
            using var response = await site.Ingress.SendAsync(request, Site.Cancellation);
            Assert.Equal(expected, (int)response.StatusCode);
            if (expected == 413)
            {
                await Site.ProblemAsync(response, 413, "body-too-large");
                Assert.True(response.Headers.ConnectionClose);
            }
        }
    }

    [Fact]
    public async Task A_large_body_is_kept_byte_for_byte_however_it_comes()
    {
        await using var site = await Site.StartAsync();
        var body = new byte[3 * 1024 * 1024];
        new Random(7).NextBytes(body);
        foreach (var chunked in new[] { false, true })
        {
            body[0] = chunked ? (byte)1 : (byte)0;
            using var request = new HttpRequestMessage(HttpMethod.Post, "/in/large") { Content = new ByteArrayContent(body) };
            request.Headers.TransferEncodingChunked = chunked;
            using var response = await site.Ingress.SendAsync(request, Site.Cancellation);
            var id = response.Headers.GetValues("breakwater-event").Single();
            Assert.Equal(body, await site.Admin.GetByteArrayAsync($"/v1/events/{id}/body", Site.Cancellation));
        }
    }

    [Fact]
    public async Task A_sender_of_far_too_much_still_sees_the_answer()
    {
        await using var site = await Site.StartAsync();
        using var response = await site.Ingress.PostAsync("/in/raw", new ByteArrayContent(new byte[2 * 1024 * 1024]), Site.Cancellation);
        await Site.ProblemAsync(response, 413, "body-too-large");
    }

    [Fact]
    public async Task An_announced_length_over_the_limit_is_refused_before_a_byte_of_the_body()
    {
        await using var site = await Site.StartAsync();
        var answer = await Site.RawAsync(site.IngressAddress, "POST /in/raw HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 50\r\n\r\n{\"id\":\"1\"}")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n")]
    public async Task A_body_that_ends_before_its_end_is_not_recorded(string rest)
    {
        await using var site = await Site.StartAsync();
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        await socket.ConnectAsync(site.IngressAddress.Host, site.IngressAddress.Port, Site.Cancellation);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"POST /in/raw HTTP/1.1\r\nHost: x\r\n{rest}"), Site.Cancellation);
        socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);

        Assert.DoesNotContain(" 202 ", await Site.ReadToEndAsync(socket), StringComparison.Ordinal);
        Assert.Equal(0, (await site.CallAsync(200, "GET", "/v1/events")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task What_follows_a_body_that_is_longer_than_announced_is_no_request()
    {
        await using var site = await Site.StartAsync();
        var answer = await Site.RawAsync(site.IngressAddress, "POST /in/raw HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}and more\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 202 ", answer, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 2\r\nContent-Length: 2")]
    [InlineData("Content-Length: 2\r\nContent-Length: 3")]
    [InlineData("Content-Length: -1")]
    [InlineData("Content-Length: two")]
    [InlineData("Content-Length: 2\r\nTransfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: gzip")]
    [InlineData("Content-Length: 2\r\nX-A: a\r\n b")]
    [InlineData("Content-Length: 2\r\nX-A: a\0b")]
    [InlineData("Content-Length: 2\r\nX A: a")]
    [InlineData("Content-Length: 2\r\nX-A: a\rX-B: b")]
    public async Task A_malformed_request_is_answered_400_and_not_recorded(string headers)
    {
        await using var site = await Site.StartAsync();
        var answer = await Site.RawAsync(site.IngressAddress, $"POST /in/raw HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n\r\n{{}}");
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Equal(0, (await site.CallAsync(200, "GET", "/v1/events")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_length_beside_chunks_is_an_attack_and_refused()
    {
        await using var site = await Site.StartAsync();
        var answer = await Site.RawAsync(
            site.IngressAddress,
            "POST /in/raw HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_header_lines_or_bytes_are_431()
    {
        await using var site = await Site.StartAsync();
        var many = string.Concat(Enumerable.Range(0, 101).Select(number => string.Create(CultureInfo.InvariantCulture, $"X-{number}: a\r\n")));
        var long_ = $"X-Long: {new string('a', 33 * 1024)}\r\n";
        foreach (var headers in new[] { many, long_ })
        {
            var answer = await Site.RawAsync(site.IngressAddress, $"POST /in/raw HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n{headers}\r\n");
            Assert.StartsWith("HTTP/1.1 431 ", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_body_that_trickles_is_408_when_its_time_is_over()
    {
        var clock = new ArmedClock();
        await using var site = await Site.StartAsync(Arranged.Settings, new BreakwaterWebOptions { Clock = clock, BodyTimeout = TimeSpan.FromSeconds(30) });
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        await socket.ConnectAsync(site.IngressAddress.Host, site.IngressAddress.Port, Site.Cancellation);
        await socket.SendAsync("POST /in/raw HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\n{"u8.ToArray(), Site.Cancellation);
        await clock.ArmedAsync(TimeSpan.FromSeconds(30));
        clock.Advance(TimeSpan.FromSeconds(30));

        var answer = await Site.ReadToEndAsync(socket);
        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
        Assert.Contains("body-too-slow", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("OPEN")]
    [InlineData("open/")]
    [InlineData("open/more")]
    [InlineData("open%2F..")]
    [InlineData("..%2fv1%2fevents")]
    [InlineData("%2e%2e/open%0d%0aSet-Cookie:%20a=b")]
    [InlineData("%F0%9F%8C%8A")]
    [InlineData("")]
    public async Task An_unknown_or_odd_source_is_404(string name)
    {
        await using var site = await Site.StartAsync();
        var answer = await Site.RawAsync(site.IngressAddress, $"POST /in/{name} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{{}}");
        Assert.StartsWith("HTTP/1.1 404 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Set-Cookie", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_source_name_of_ten_kilobytes_is_404_and_kept_short()
    {
        await using var site = await Site.StartAsync();
        var answer = await Site.RawAsync(site.IngressAddress, $"POST /in/{new string('a', 10 * 1024)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 404 ", answer, StringComparison.Ordinal);
        var kept = (await site.CallAsync(200, "GET", "/v1/rejections")).GetProperty("items")[0].GetProperty("source").GetString()!;
        Assert.True(kept.Length < 1_000, $"{kept.Length} characters of a stranger's name were kept");
    }

    [Fact]
    public async Task A_null_byte_in_a_path_is_refused()
    {
        await using var site = await Site.StartAsync();
        var answer = await Site.RawAsync(site.IngressAddress, "POST /in/open%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        Assert.Matches("^HTTP/1.1 40[04] ", answer);
    }

    [Fact]
    public async Task An_unknown_source_is_refused_before_its_body_is_sent()
    {
        await using var site = await Site.StartAsync();
        var answer = await Site.RawAsync(site.IngressAddress, "POST /in/nobody HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 500\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 404 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("100 Continue", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Another_method_than_POST_is_405(string method)
    {
        await using var site = await Site.StartAsync();
        using var response = await site.Ingress.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/in/open"), Site.Cancellation);
        await Site.ProblemAsync(response, 405, "method-not-allowed");
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task A_handshake_is_answered_as_the_provider_asks()
    {
        await using var site = await Site.StartAsync();
        using var response = await site.Ingress.GetAsync("/in/greeting", Site.Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("challenge accepted", await response.Content.ReadAsStringAsync(Site.Cancellation));

        using var other = await site.Ingress.SendAsync(new HttpRequestMessage(HttpMethod.Put, "/in/greeting"), Site.Cancellation);
        await Site.ProblemAsync(other, 405, "method-not-allowed");
    }

    [Fact]
    public async Task Refusals_are_kept_with_their_reason_and_without_the_secrets_that_came()
    {
        await using var site = await Site.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/in/checked") { Content = Site.Json("""{"id":"1"}""") };
        request.Headers.Add("X-Token", "a-wrong-token");
        using var response = await site.Ingress.SendAsync(request, Site.Cancellation);
        await Site.ProblemAsync(response, 401, "signature-mismatch");
        using var missing = await site.SendAsync("open", "{}");
        await Site.ProblemAsync(missing, 422, "id-missing");

        var list = await site.CallAsync(200, "GET", "/v1/rejections");
        Assert.Equal(["id-missing", "signature-mismatch"], list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("code").GetString()!));
        Assert.DoesNotContain("a-wrong-token", list.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, (await site.CallAsync(200, "GET", "/v1/events")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Bytes_that_are_no_text_and_an_encoding_are_kept_as_they_came()
    {
        await using var site = await Site.StartAsync();
        byte[] body = [0xff, 0xfe, 0x00, 0x1f, 0x8b];
        using var content = new ByteArrayContent(body);
        content.Headers.ContentEncoding.Add("gzip");
        using var response = await site.Ingress.PostAsync("/in/raw", content, Site.Cancellation);
        var id = response.Headers.GetValues("breakwater-event").Single();

        var evt = await site.CallAsync(200, "GET", $"/v1/events/{id}");
        Assert.Equal("base64", evt.GetProperty("bodyEncoding").GetString());
        Assert.Equal(body, evt.GetProperty("body").GetBytesFromBase64());
        Assert.Equal("gzip", evt.GetProperty("headers").GetProperty("Content-Encoding").GetString());
    }

    [Fact]
    public async Task A_server_that_stops_answers_503_with_a_time_to_come_again()
    {
        await using var site = await Site.StartAsync();
        await site.Engine.StopAsync(TimeSpan.Zero);
        using var response = await site.SendAsync("open", """{"id":"1"}""");
        await Site.ProblemAsync(response, 503, "unavailable");
        Assert.True(response.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_connection_beyond_the_bound_is_closed_and_the_admin_listener_stays_open()
    {
        await using var site = await Site.StartAsync(Arranged.Settings, new BreakwaterWebOptions { Connections = 1 });
        using var first = await site.SendAsync("open", """{"id":"1"}""");
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);

        Assert.Equal("", await Site.RawAsync(site.IngressAddress, "POST /in/raw HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"));
        await site.CallAsync(200, "GET", "/v1/stats");
    }
}
