using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Model;
using Xunit;

namespace Breakwater.Tests.Delivering;

/// <summary>Real sockets, and a server that does whatever servers do.</summary>
public sealed class HttpTransportTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private static readonly Settings Loopback = new() { Network = new NetworkSettings { Allow = [IPNetwork.Parse("127.0.0.0/8")] } };

    [Fact]
    public async Task A_request_goes_out_as_it_was_made()
    {
        var request = (Head: "", Body: Array.Empty<byte>());
        await using var server = new RawServer(async connection =>
        {
            request = await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 202 Accepted\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 2\r\n\r\nok");
        });

        var answer = await SendAsync(server.Url, headers: [new("Content-Type", "application/x-odd; a=b"), new("X-Twice", "1"), new("X-Twice", "2")], body: [0, 255, 13, 10]);

        Assert.Equal((TransportStage.Answered, 202, null), (answer.Stage, answer.Status, answer.Error));
        Assert.Equal("ok", Encoding.ASCII.GetString(answer.Body.Span));
        Assert.Contains(new Header("X-A", "2"), answer.Headers);
        Assert.Equal([0, 255, 13, 10], request.Body);
        var lines = request.Head.Split("\r\n");
        Assert.Equal("POST /hooks?a=1 HTTP/1.1", lines[0]);
        Assert.Equal(
            ["Content-Length: 4", "Content-Type: application/x-odd; a=b", $"Host: 127.0.0.1:{server.Port}", "X-Twice: 1, 2"],
            lines[1..].Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nobody_listening_is_not_sent()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // bound and not listening: connections are refused
        var answer = await SendAsync(new Uri($"http://127.0.0.1:{((IPEndPoint)taken.LocalEndPoint!).Port}/"));

        Assert.Equal((TransportStage.NotSent, "connection refused"), (answer.Stage, answer.Error));
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_not_sent()
    {
        var answer = await SendAsync(new Uri("http://nowhere.invalid/"));

        Assert.Equal(TransportStage.NotSent, answer.Stage);
        Assert.Contains("name", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TLS_that_fails_is_not_sent_and_never_becomes_plain_http()
    {
        await using var server = new RawServer(connection => connection.WriteAsync(Ok));
        var answer = await SendAsync(new Uri($"https://127.0.0.1:{server.Port}/"));

        Assert.Equal(TransportStage.NotSent, answer.Stage);
        Assert.StartsWith("TLS failed: ", answer.Error, StringComparison.Ordinal);
        Assert.Equal(0, server.Requests);
    }

    [Theory]
    [InlineData(true, "sent, and the connection was reset before an answer came")]
    [InlineData(false, "sent, and the connection was closed before an answer came")]
    public async Task A_connection_lost_after_the_request_is_ambiguous_and_never_retried(bool reset, string error)
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            if (reset)
            {
                connection.Reset();
            }
        });

        var answer = await SendAsync(server.Url);

        Assert.Equal((TransportStage.Sent, error, 1), (answer.Stage, answer.Error, server.Requests));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task A_kept_connection_that_closes_on_its_second_request_is_ambiguous_and_never_retried(int length)
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(Ok);
            await connection.ReadRequestAsync();
        });
        await using var transport = new HttpTransport(Loopback, TimeProvider.System);
        var request = Request(server.Url, [], new byte[length]);

        var first = await transport.SendAsync(request, TestContext.Current.CancellationToken);
        var second = await transport.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((200, TransportStage.Sent, 2), (first.Status, second.Stage, server.Requests));
    }

    [Fact]
    public async Task Silence_ends_with_the_attempts_time_and_is_ambiguous()
    {
        using var time = new CancellationTokenSource();
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await time.CancelAsync();
            await connection.HangAsync();
        });

        var answer = await SendAsync(server.Url, cancelWhen: time);

        Assert.Equal((TransportStage.Sent, "sent, and no answer came in time"), (answer.Stage, answer.Error));
    }

    [Fact]
    public async Task Time_that_is_over_before_a_connection_stands_is_not_sent()
    {
        using var time = new CancellationTokenSource();
        await time.CancelAsync();
        await using var server = RawServer.Answering(Ok);

        var answer = await SendAsync(server.Url, cancelWhen: time);

        Assert.Equal((TransportStage.NotSent, "no connection in time"), (answer.Stage, answer.Error));
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n")]
    [InlineData("HTTP/1.1 abc\r\n\r\n")]
    [InlineData("\0\0\0\0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab")]
    public async Task What_is_not_HTTP_is_ambiguous_or_read_within_bounds(string bytes)
    {
        await using var server = RawServer.Answering(bytes);
        var answer = await SendAsync(server.Url);

        Assert.True(answer.Stage is TransportStage.Sent || answer.Status == 200, answer.Error);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task Endless_headers_are_cut()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\n");
            while (true)
            {
                await connection.WriteAsync($"X-More: {new string('a', 1000)}\r\n");
            }
        });

        var answer = await SendAsync(server.Url);

        Assert.Equal((TransportStage.Sent, "sent, and the headers of the answer did not end within 32 KiB"), (answer.Stage, answer.Error));
    }

    [Fact]
    public async Task Of_an_endless_body_the_start_is_kept_and_the_status_counts()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 500 Oh\r\n\r\nstart");
            while (true)
            {
                await connection.WriteAsync(new string('x', 10_000));
            }
        });

        var answer = await SendAsync(server.Url);

        Assert.Equal((500, Limits.AnswerBytesKept, null), (answer.Status, answer.Body.Length, answer.Error));
        Assert.StartsWith("startxxx", Encoding.ASCII.GetString(answer.Body.Span), StringComparison.Ordinal);
        Assert.EndsWith("xxx", Encoding.ASCII.GetString(answer.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_trickles_ends_with_the_attempts_time_and_the_status_counts()
    {
        using var time = new CancellationTokenSource();
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\na");
            await time.CancelAsync();
            await connection.HangAsync();
        });

        var answer = await SendAsync(server.Url, cancelWhen: time);

        // Whether the time ends before or after the headers were seen is a race of the network; both are told truthfully.
        Assert.True(answer is { Stage: TransportStage.Answered, Status: 200, Error: "the answer's body did not end in time" } or { Stage: TransportStage.Sent });
    }

    [Fact]
    public async Task A_body_shorter_than_it_says_keeps_its_start_and_the_status_counts()
    {
        await using var server = RawServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
        var answer = await SendAsync(server.Url);

        Assert.Equal((TransportStage.Answered, 200, "the answer's body broke off"), (answer.Stage, answer.Status, answer.Error));
        Assert.Equal("only this", Encoding.ASCII.GetString(answer.Body.Span));
    }

    [Fact]
    public async Task A_redirect_is_an_answer_like_any_other()
    {
        await using var server = RawServer.Answering("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n");
        var answer = await SendAsync(server.Url);

        Assert.Equal((302, 1), (answer.Status, server.Requests));
    }

    [Fact]
    public async Task A_flood_of_interim_answers_ends_with_the_attempts_time()
    {
        using var time = new CancellationTokenSource();
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            for (var i = 0; ; i++)
            {
                await connection.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n");
                if (i == 1000)
                {
                    await time.CancelAsync();
                }
            }
        });

        var answer = await SendAsync(server.Url, cancelWhen: time);

        Assert.Equal(TransportStage.Sent, answer.Stage);
    }

    [Fact]
    public async Task A_compressed_answer_is_not_expanded()
    {
        await using var server = RawServer.Answering("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nbomb");
        var answer = await SendAsync(server.Url);

        Assert.Equal("bomb", Encoding.ASCII.GetString(answer.Body.Span));
    }

    [Theory]
    [InlineData("a\r\nX-Evil: 1")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("ü")]
    [InlineData("\u2028")]
    public async Task A_value_that_HTTP_cannot_carry_is_refused_before_anything_is_sent(string value)
    {
        await using var server = RawServer.Answering(Ok);
        var answer = await SendAsync(server.Url, headers: [new("X-A", value)]);

        Assert.Equal((TransportStage.Refused, 0), (answer.Stage, server.Requests));
    }

    [Fact]
    public async Task A_name_that_HTTP_cannot_carry_is_refused_before_anything_is_sent()
    {
        await using var server = RawServer.Answering(Ok);
        var answer = await SendAsync(server.Url, headers: [new("X-A: 1\r\nX-B", "v")]);

        Assert.Equal((TransportStage.Refused, 0), (answer.Stage, server.Requests));
        Assert.DoesNotContain('\n', answer.Error!);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("2130706433")]
    [InlineData("0x7f.1")]
    [InlineData("0177.0.0.1")]
    [InlineData("127.1")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::1]")]
    [InlineData("localhost.")]
    [InlineData("１２７.0.0.1")]
    [InlineData("user@127.0.0.1")]
    [InlineData("0.0.0.0")]
    public async Task A_closed_address_is_refused_in_every_spelling(string host)
    {
        await using var server = RawServer.Answering(Ok);
        var answer = await SendAsync(new Uri($"http://{host}:{server.Port}/"), settings: new Settings());

        Assert.True(answer.Stage is TransportStage.Refused || answer.Error == "the host name was not found", $"{answer.Stage} {answer.Error}");
        Assert.Equal(0, server.Requests);
        if (answer.Stage is TransportStage.Refused)
        {
            Assert.Contains("network.allow", answer.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_reload_that_closes_a_network_counts_for_connections_that_stand()
    {
        await using var server = new RawServer(async connection =>
        {
            while (true)
            {
                await connection.ReadRequestAsync();
                await connection.WriteAsync(Ok);
            }
        });
        var request = Request(server.Url, [], [1]);
        var settings = Loopback with { Destinations = new Dictionary<string, DestinationSettings> { ["d"] = request.Destination }.ToFrozenDictionary() };
        await using var transport = new HttpTransport(settings, TimeProvider.System);
        Assert.Equal(200, (await transport.SendAsync(request, TestContext.Current.CancellationToken)).Status);

        transport.Apply(settings with { Network = new NetworkSettings() });

        Assert.Equal(TransportStage.Refused, (await transport.SendAsync(request, TestContext.Current.CancellationToken)).Stage);
        Assert.Equal(1, server.Requests);
    }

    private static async Task<TransportAnswer> SendAsync(
        Uri url, IReadOnlyList<Header>? headers = null, byte[]? body = null, CancellationTokenSource? cancelWhen = null, Settings? settings = null)
    {
        await using var transport = new HttpTransport(settings ?? Loopback, TimeProvider.System);
        return await transport.SendAsync(Request(url, headers ?? [], body ?? [1, 2, 3]), cancelWhen?.Token ?? TestContext.Current.CancellationToken);
    }

    private static TransportRequest Request(Uri url, IReadOnlyList<Header> headers, byte[] body) => new()
    {
        Destination = new DestinationSettings { Name = "d", Url = url },
        Headers = headers,
        Body = body,
    };
}
