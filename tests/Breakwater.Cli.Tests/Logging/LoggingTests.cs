using System.Text.Json;
using Breakwater.Cli.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Breakwater.Cli.Tests.Logging;

public sealed class LoggingTests
{
    [Fact]
    public async Task A_plain_line_says_time_level_words_and_the_ids_that_the_words_lack()
    {
        var text = await WrittenAsync(LogForm.Plain, log => Delivered(log, "evt_1", "orders", 3));

        Assert.Equal("12:00:00.000 info  delivered to orders  eventId=evt_1  attempt=3\n", text);
    }

    [Fact]
    public async Task A_json_line_is_one_flat_object_with_the_fields_of_the_contract()
    {
        var text = await WrittenAsync(LogForm.Json, log => Delivered(log, "evt_1", "orders", 3));

        var json = JsonDocument.Parse(text).RootElement;
        Assert.Equal("2026-01-31T12:00:00Z", json.GetProperty("time").GetString());
        Assert.Equal("info", json.GetProperty("level").GetString());
        Assert.Equal("delivered", json.GetProperty("event").GetString());
        Assert.Equal("delivered to orders", json.GetProperty("message").GetString());
        Assert.Equal("evt_1", json.GetProperty("eventId").GetString());
        Assert.Equal("orders", json.GetProperty("destination").GetString());
        Assert.Equal(3, json.GetProperty("attempt").GetInt32());
    }

    [Theory]
    [InlineData("Plain")]
    [InlineData("Json")]
    public async Task Whatever_is_in_a_line_it_stays_one_line(string form)
    {
        var text = await WrittenAsync(Enum.Parse<LogForm>(form), log => Delivered(log, "evt\n1\e[2J", "orders\r\n12:00 info forged", 3));

        Assert.Equal(1, text.Count(c => c == '\n'));
        Assert.DoesNotContain('\e', text);
        Assert.DoesNotContain('\r', text);
    }

    [Theory]
    [InlineData("Plain")]
    [InlineData("Json")]
    public async Task A_fault_of_the_machine_is_words_and_a_bug_names_its_place(string form)
    {
        var taken = await WrittenAsync(Enum.Parse<LogForm>(form), log => Failed(log, new IOException("the address is taken")));
        var bug = await WrittenAsync(Enum.Parse<LogForm>(form), log => Failed(log, new InvalidOperationException("a bug")));

        Assert.Contains("the address is taken", taken, StringComparison.Ordinal);
        Assert.DoesNotContain(nameof(Failed), taken, StringComparison.Ordinal);
        Assert.Contains(nameof(Failed), bug, StringComparison.Ordinal);
        Assert.Equal(1, bug.Count(c => c == '\n'));
    }

    [Fact]
    public async Task Libraries_speak_only_when_something_is_wrong()
    {
        var target = new StringWriter();
        var logs = new LogFactory(target, LogForm.Plain, false, LogLevel.Information, new FakeTimeProvider(CommandLine.Now));
        var (library, ours) = (logs.Loggers.CreateLogger("Microsoft.AspNetCore"), logs.Loggers.CreateLogger("Breakwater.Settling"));
        Delivered(library, "quiet", "q", 1);
        Delivered(ours, "heard", "h", 1);
        await logs.DisposeAsync();

        Assert.DoesNotContain("quiet", target.ToString(), StringComparison.Ordinal);
        Assert.Contains("heard", target.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_stops_costs_lines_and_never_time_and_the_loss_is_counted()
    {
        var target = new HeldWriter();
        var provider = new LineLoggerProvider(target, LogForm.Plain, false, new FakeTimeProvider(CommandLine.Now), linesWaiting: 10);
        var log = provider.CreateLogger("Breakwater");
        Delivered(log, "first", "orders", 1);
        await target.Held;
        for (var i = 0; i < 25; i++)
        {
            Delivered(log, "later", "orders", i);
        }

        target.Release();
        await provider.DisposeAsync();

        Assert.Contains("15 log lines were dropped", target.Text, StringComparison.Ordinal);
        Assert.Equal(12, target.Text.Count(c => c == '\n'));
    }

    private static async Task<string> WrittenAsync(LogForm form, Action<ILogger> write)
    {
        var target = new StringWriter { NewLine = "\n" };
        var logs = new LogFactory(target, form, false, LogLevel.Information, new FakeTimeProvider(CommandLine.Now));
        write(logs.Loggers.CreateLogger("Breakwater.Settling"));
        await logs.DisposeAsync();
        return target.ToString();
    }

    private static void Delivered(ILogger log, string eventId, string destination, int attempt)
    {
        List<KeyValuePair<string, object?>> state = [new("Destination", destination), new("eventId", eventId), new("attempt", attempt)];
        log.Log(LogLevel.Information, new EventId(1, "Delivered"), state, null, (_, _) => $"delivered to {destination}");
    }

    private static void Failed(ILogger log, Exception fault)
    {
        try
        {
            throw fault;
        }
        catch (Exception thrown) when (thrown is IOException or InvalidOperationException)
        {
            List<KeyValuePair<string, object?>> state = [];
            log.Log(LogLevel.Error, new EventId(2, "Broken"), state, thrown, (_, _) => "it broke");
        }
    }

    /// <summary>Holds the first line until released, as a terminal does that is stopped.</summary>
    private sealed class HeldWriter : StringWriter
    {
        private readonly TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public HeldWriter() => NewLine = "\n";

        public Task Held => held.Task;

        public string Text => ToString();

        public void Release() => released.TrySetResult();

        public override async Task WriteAsync(string? value)
        {
            held.TrySetResult();
            await released.Task;
            Write(value);
        }
    }
}
