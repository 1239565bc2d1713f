using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Breakwater.Cli.Logging;

/// <summary>
/// Gathers log lines as bytes, and writes them on a task of its own. Whoever logs never waits: a line that finds the gathering full (a
/// reader that has stopped, a terminal that is held) is dropped and counted, and the count is the next line. What has gathered while the
/// last portion was written is written as one, so that a line per state change stays cheap at tens of thousands a second.
/// </summary>
internal sealed class LineLoggerProvider : ILoggerProvider, IAsyncDisposable
{
    /// <summary>Lines that may wait for the writer; beyond it they are dropped and counted.</summary>
    public const int LinesWaiting = 16_384;

    private readonly TextWriter target;
    private readonly ILogLineForm form;
    private readonly TimeProvider clock;
    private readonly int linesWaiting;
    private readonly ConcurrentDictionary<string, LineLogger> loggers = new(StringComparer.Ordinal);
    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private readonly Lock gate = new();
    private readonly Task writing;
    private ArrayBufferWriter<byte> gathering = new(4_096);
    private int lines;
    private long dropped;

    public LineLoggerProvider(TextWriter target, LogForm form, bool colour, TimeProvider clock, int linesWaiting = LinesWaiting)
    {
        this.target = target;
        this.form = form == LogForm.Json ? new JsonLog() : new PlainLog(colour);
        this.clock = clock;
        this.linesWaiting = linesWaiting;
        writing = WriteAllAsync();
    }

    public ILogger CreateLogger(string categoryName) => loggers.GetOrAdd(categoryName, static (name, owner) => new LineLogger(owner, name), this);

    /// <summary>Writes what waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        bell.Writer.TryComplete();
        await writing;
    }

    public void Dispose() => bell.Writer.TryComplete();

    private void Add(in LogLine line)
    {
        bool first;
        lock (gate)
        {
            if (lines == linesWaiting)
            {
                dropped++;
                return;
            }

            first = lines == 0;
            Gather(line);
        }

        if (first)
        {
            bell.Writer.TryWrite(true);
        }
    }

    /// <summary>Under the lock.</summary>
    private void Gather(in LogLine line)
    {
        form.Write(line, gathering);
        gathering.Write("\n"u8);
        lines++;
    }

    private async Task WriteAllAsync()
    {
        // The constructor's caller must not become the writer.
        await Task.Yield();
        var spare = new ArrayBufferWriter<byte>(4_096);
        try
        {
            while (await bell.Reader.WaitToReadAsync())
            {
                bell.Reader.TryRead(out _);
                spare = await WriteAsync(spare);
            }

            await WriteAsync(spare);
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            // Nobody reads the log any more (a closed pipe): the work goes on without it, and what gathers is dropped.
        }
    }

    /// <summary>Writes what has gathered, while the next portion gathers in the spare buffer; gives the written one back as the spare.</summary>
    private async Task<ArrayBufferWriter<byte>> WriteAsync(ArrayBufferWriter<byte> spare)
    {
        ArrayBufferWriter<byte> full;
        lock (gate)
        {
            if (dropped > 0)
            {
                Gather(Dropped(dropped));
            }

            full = gathering;
            gathering = spare;
            (lines, dropped) = (0, 0);
        }

        await target.WriteAsync(Encoding.UTF8.GetString(full.WrittenSpan));
        await target.FlushAsync();
        full.ResetWrittenCount();
        return full;
    }

    private LogLine Dropped(long count) => new()
    {
        At = clock.GetUtcNow(),
        Level = LogLevel.Warning,
        Category = "Breakwater.Logging",
        Name = "linesDropped",
        Message = string.Create(CultureInfo.InvariantCulture, $"{count} log lines were dropped: the log is read more slowly than it is written"),
        Fields = [new("count", count)],
    };

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
