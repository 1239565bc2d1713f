using System.Buffers;
using System.Text.Json;
using Breakwater.Storage;

namespace Breakwater.Cli.Moving;

/// <summary>Writes everything of a store to a stream, line by line; memory is that of one batch.</summary>
internal sealed class Export(ITransferSource source, Stream output)
{
    private const int BatchEvents = 256;
    private const long BatchBytes = 8L * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> buffer = new(64 * 1024);

    /// <summary>Events that were written.</summary>
    public long Events { get; private set; }

    /// <summary>Replays that were written.</summary>
    public long Replays { get; private set; }

    /// <summary>How far whole lines have reached the stream: what the next export begins after, should this one be stopped.</summary>
    public ExportCursor Reached { get; private set; }

    /// <summary>Writes everything after the cursor, and the last line.</summary>
    public async Task RunAsync(ExportCursor after, DateTimeOffset now, Action progress, CancellationToken cancellation)
    {
        Reached = after;
        Add(new HeadLine { Format = ExportFormat.Name, Version = ExportFormat.Version, ExportedAt = now, After = after.ToString() });
        while (!Reached.EventsAreDone
            && await source.ReadEventsAsync(Reached.Event, BatchEvents, BatchBytes, cancellation) is { Count: > 0 } events)
        {
            foreach (var evt in events)
            {
                Add(LineOf.Event(evt));
                await WriteWhenMuchAsync(cancellation);
            }

            Events += events.Count;
            await WriteAsync(new ExportCursor(events[^1].Event.Id, null), cancellation);
            progress();
        }

        await ReplaysAsync(cancellation);
        Add(new ExportLine { End = new EndLine { Events = Events, Replays = Replays } });
        await WriteAsync(Reached, cancellation);
        await output.FlushAsync(cancellation);
    }

    private async Task ReplaysAsync(CancellationToken cancellation)
    {
        while (await source.ReadReplaysAsync(Reached.Replay, BatchEvents, cancellation) is { Count: > 0 } replays)
        {
            foreach (var replay in replays)
            {
                Add(LineOf.Replay(replay));
            }

            Replays += replays.Count;
            await WriteAsync(new ExportCursor(null, replays[^1].Id), cancellation);
        }
    }

    private void Add(HeadLine line)
    {
        using var json = new Utf8JsonWriter(buffer, ExportJson.Writing);
        JsonSerializer.Serialize(json, line, ExportJson.Default.HeadLine);
        buffer.Write("\n"u8);
    }

    private void Add(ExportLine line)
    {
        using (var json = new Utf8JsonWriter(buffer, ExportJson.Writing))
        {
            JsonSerializer.Serialize(json, line, ExportJson.Default.ExportLine);
        }

        buffer.Write("\n"u8);
    }

    private async Task WriteWhenMuchAsync(CancellationToken cancellation)
    {
        if (buffer.WrittenCount > BatchBytes)
        {
            await output.WriteAsync(buffer.WrittenMemory, cancellation);
            buffer.ResetWrittenCount();
        }
    }

    private async Task WriteAsync(ExportCursor reached, CancellationToken cancellation)
    {
        await output.WriteAsync(buffer.WrittenMemory, cancellation);
        buffer.ResetWrittenCount();
        Reached = reached;
    }
}
