using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Breakwater.Cli.Logging;

/// <summary>
/// Writes log lines on a thread of its own. Whoever logs never waits: a line that finds the queue full (a reader that has stopped, a
/// terminal that is held) is dropped and counted, and the count is the next line. Lines are flushed in batches, so that one line per
/// state change stays cheap at tens of thousands a second.
/// </summary>
internal sealed class LineLoggerProvider : ILoggerProvider, IAsyncDisposable
{
    /// <summary>Lines that may wait for the writer; beyond it they are dropped and counted.</summary>
    public const int LinesWaiting = 16_384;

    private readonly TextWriter target;
    private readonly LogForm form;
    private readonly bool colour;
    private readonly TimeProvider clock;
    private readonly ConcurrentDictionary<string, LineLogger> loggers = new(StringComparer.Ordinal);
    private readonly Channel<string> lines;
    private readonly Task writing;
    private long dropped;

    public LineLoggerProvider(TextWriter target, LogForm form, bool colour, TimeProvider clock, int linesWaiting = LinesWaiting)
    {
        this.target = target;
        this.form = form;
        this.colour = colour;
        this.clock = clock;
        lines = Channel.CreateBounded<string>(new BoundedChannelOptions(linesWaiting) { SingleReader = true });
        writing = WriteAllAsync();
    }

    public ILogger CreateLogger(string categoryName) => loggers.GetOrAdd(categoryName, static (name, owner) => new LineLogger(owner, name), this);

    /// <summary>Writes what waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        lines.Writer.TryComplete();
        await writing;
    }

    public void Dispose() => lines.Writer.TryComplete();

    private void Add(in LogLine line)
    {
        if (!lines.Writer.TryWrite(Form(line)))
        {
            Interlocked.Increment(ref dropped);
        }
    }

    private string Form(in LogLine line) => form == LogForm.Json ? JsonLog.Write(line) : PlainLog.Write(line, colour);

    private async Task WriteAllAsync()
    {
        // The constructor's caller must not become the writer.
        await Task.Yield();
        try
        {
            while (await lines.Reader.WaitToReadAsync())
            {
                while (lines.Reader.TryRead(out var line))
                {
                    await target.WriteLineAsync(line);
                }

                await SayDroppedAsync();
                await target.FlushAsync();
            }
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            // Nobody reads the log any more (a closed pipe): the work goes on without it, and the queue fills and drops.
        }
    }

    private async Task SayDroppedAsync()
    {
        if (Interlocked.Exchange(ref dropped, 0) is var count and > 0)
        {
            await target.WriteLineAsync(Form(new LogLine
            {
                At = clock.GetUtcNow(),
                Level = LogLevel.Warning,
                Category = "Breakwater.Logging",
                Name = "linesDropped",
                Message = string.Create(CultureInfo.InvariantCulture, $"{count} log lines were dropped: the log is read more slowly than it is written"),
                Fields = [new("count", count)],
            }));
        }
    }

    private sealed class LineLogger(LineLoggerProvider owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            owner.Add(new LogLine
            {
                At = owner.clock.GetUtcNow(),
                Level = logLevel,
                Category = category,
                Name = eventId.Name,
                Message = formatter(state, exception),
                Fields = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [],
                Exception = exception,
            });
    }
}
