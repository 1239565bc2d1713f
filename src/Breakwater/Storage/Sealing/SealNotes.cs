namespace Breakwater.Storage.Sealing;

/// <summary>Notes now and then that the sealing key is in use: before what it seals is committed, so that no sealed row is without a note.</summary>
internal sealed class SealNotes(ISealStore store, Sealer sealer, TimeProvider clock)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    private long? noted;

    public Task UsedAsync(CancellationToken cancellation) =>
        noted is { } at && clock.GetElapsedTime(at) < Every ? Task.CompletedTask : NoteAsync(cancellation);

    private async Task NoteAsync(CancellationToken cancellation)
    {
        var now = clock.GetTimestamp();
        await store.UseAsync(sealer.Current!.Id, clock.GetUtcNow(), cancellation);
        noted = now;
    }
}
