using Breakwater.Cli.Output;
using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Cli.Moving;

/// <summary>
/// Takes a file over into a store, batch by batch, each whole or not at all. What is there already is left as it is, so it may be begun again
/// after whatever stopped it. The first line that is wrong ends it, with everything before that line kept.
/// </summary>
internal sealed class Import(ITransfer target)
{
    private const int BatchLines = 256;
    private const long BatchBytes = 8L * 1024 * 1024;
    private const int IdsTold = 10;

    private readonly List<ImportLine> batch = [];
    private readonly List<EventId> elsewhere = [];
    private long batchBytes;
    private long leftOut;

    /// <summary>What has gone by.</summary>
    public Tally Tally { get; } = new();

    /// <summary>Events that are new in the store.</summary>
    public long Added { get; private set; }

    /// <summary>Events that were there already.</summary>
    public long Known { get; private set; }

    /// <summary>Replays that are new in the store.</summary>
    public long ReplaysAdded { get; private set; }

    /// <summary>What came to the store under another id, in words; null for none.</summary>
    public string? LeftOut => leftOut == 0
        ? null
        : $"{Sizes.Count(leftOut, "event")} left out, since the store has the same source and idempotency id under another id: "
            + string.Join(", ", elsewhere) + (leftOut > elsewhere.Count ? ", …" : "");

    /// <summary>Takes everything over.</summary>
    /// <returns>Why it ended early, or what the file lacks; null when all is there.</returns>
    public async Task<string?> RunAsync(IAsyncEnumerable<ImportLine> lines, Action progress, CancellationToken cancellation)
    {
        EndLine? end = null;
        await foreach (var line in lines.WithCancellation(cancellation))
        {
            if (line.Fault is not null || end is not null)
            {
                return await CommitAsync(cancellation) ?? $"line {line.Number}: {line.Fault ?? "it comes after the end"}";
            }

            end = line.End;
            Add(line);
            if ((batch.Count >= BatchLines || batchBytes >= BatchBytes) && await CommitAsync(cancellation) is { } conflict)
            {
                return conflict;
            }

            progress();
        }

        return await CommitAsync(cancellation) ?? (end is null ? CutOff() : Tally.Contradiction(end));
    }

    private void Add(ImportLine line)
    {
        if (line.End is null)
        {
            batch.Add(line);
            batchBytes += line.Event?.Event.Body.Length ?? 0;
        }
    }

    /// <returns>The line that is in conflict with the store, and why; the lines before it are kept.</returns>
    private async Task<string?> CommitAsync(CancellationToken cancellation)
    {
        string? conflict = null;
        while (batch.Count > 0)
        {
            try
            {
                await WriteAsync(cancellation);
            }
            catch (TransferConflictException found)
            {
                var at = batch.FindLastIndex(line => IdOf(line) == found.Id);
                conflict = $"line {batch[at].Number}: {found.Message}";
                batch.RemoveRange(at, batch.Count - at);
            }
        }

        return conflict;
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        var receipt = await target.WriteAsync(
            [.. batch.Where(line => line.Event is not null).Select(line => line.Event!)],
            [.. batch.Where(line => line.Replay is not null).Select(line => line.Replay!)],
            cancellation);
        batch.ForEach(Tally.Add);
        batch.Clear();
        batchBytes = 0;
        Added += receipt.Added;
        Known += receipt.Known;
        ReplaysAdded += receipt.ReplaysAdded;
        leftOut += receipt.KnownElsewhere.Count;
        elsewhere.AddRange(receipt.KnownElsewhere.Take(IdsTold - elsewhere.Count));
    }

    private string CutOff() => "the file has no last line: it was cut off, or its export was stopped. What it holds is in the store"
        + (Tally.LastEvent is { } last ? $"; breakwater export --after {last} writes the rest" : "");

    private static string? IdOf(ImportLine line) => line.Event?.Event.Id.ToString() ?? line.Replay?.Id.ToString();
}
