using Breakwater.Cli.Commands;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Breakwater.Cli.Tests.Commands;

public sealed class TailTests
{
    [Fact]
    public async Task A_lost_connection_is_said_and_taken_up_after_the_last_thing_seen()
    {
        await using var server = await CannedServer.StartAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var line = new CommandLine();
        var connections = 0;
        server.On("GET /v1/stream", async http =>
        {
            http.Response.ContentType = "text/event-stream";
            if (Interlocked.Increment(ref connections) == 1)
            {
                await http.Response.WriteAsync(Item(7, "event.recorded", "evt_1"));
                return;
            }

            await http.Response.WriteAsync(Item(9, "gap", null) + Item(9, "event.recorded", "evt_2"));
        });

        var words = new TextSignal("disconnected", line.Error);
        var text = new TextSignal("evt_2", line.Out);
        var running = Verbs.RunAsync(line.Context with { Error = words, Out = text }, ["tail", "--server", server.Address], stop.Token);
        await words.Seen;
        // The wait before the second connection passes on the clock of the test, and ends where that connection begins.
        while (server.Requests.Count < 2)
        {
            line.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await text.Seen;
        await stop.CancelAsync();
        Assert.Equal(ExitCode.Done, await running);
        Assert.Equal(["", "7"], server.Requests.Take(2).Select(request => request.Headers.GetValueOrDefault("Last-Event-ID", "")));
        Assert.Contains("disconnected", line.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("reconnected", line.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("evt_1", line.Out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_was_asked_for_is_shown_and_a_gap_always()
    {
        await using var server = await CannedServer.StartAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        server.On("GET /v1/stream", async http =>
        {
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync(
                """
                data: {"kind":"event.recorded","at":"2026-01-31T12:00:00Z","eventId":"evt_other","source":"shop","type":"charge.refunded"}

                data: {"kind":"gap"}

                data: {"kind":"event.recorded","at":"2026-01-31T12:00:00Z","eventId":"evt_type","source":"stripe","type":"payout"}

                data: {"kind":"event.recorded","at":"2026-01-31T12:00:00Z","eventId":"evt_right","source":"stripe","type":"charge.refunded"}


                """);
        });
        var line = new CommandLine();
        var text = new TextSignal("evt_right", line.Out);

        var running = Verbs.RunAsync(
            line.Context with { Out = text }, ["tail", "--server", server.Address, "--source", "stripe", "--type", "charge.*"], stop.Token);
        await text.Seen;
        await stop.CancelAsync();

        Assert.Equal(ExitCode.Done, await running);
        Assert.Contains("gap", line.Out.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("evt_other", line.Out.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("evt_type", line.Out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_at_the_start_ends_it_with_3()
    {
        var line = new CommandLine();

        Assert.Equal(ExitCode.Unreachable, await line.RunAsync("tail", "--server", "http://127.0.0.1:1"));
    }

    private static string Item(long id, string kind, string? evt) =>
        $$"""id: {{id}}""" + "\n" + $$"""data: {"kind":"{{kind}}","at":"2026-01-31T12:00:00Z","eventId":{{(evt is null ? "null" : $"\"{evt}\"")}}}""" + "\n\n";

    /// <summary>Says when a text has been written.</summary>
    private sealed class TextSignal(string text, TextWriter inner) : StringWriter
    {
        private readonly TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Seen => seen.Task;

        public override void Write(string? value)
        {
            inner.Write(value);
            if (value?.Contains(text, StringComparison.Ordinal) == true)
            {
                seen.TrySetResult();
            }
        }

        public override void WriteLine() => inner.WriteLine();

        public override void WriteLine(string? value)
        {
            Write(value);
            inner.WriteLine();
        }
    }
}
