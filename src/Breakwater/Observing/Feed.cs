using System.Globalization;
using System.Runtime.CompilerServices;
using Breakwater.Configuration;
using Breakwater.Waiting;

namespace Breakwater.Observing;

/// <summary>Everything as it happens, for any number of readers, of which none can hold the engine up.</summary>
/// <remarks>
/// The last notices are kept in a ring. Publishing writes into the ring and wakes whoever waits; a reader pulls from the ring at its
/// own pace, and learns of a gap when the ring has overtaken it. So nothing is queued for a reader, however slow it is.
/// </remarks>
public sealed class Feed
{
    private const int BatchNotices = 256;

    private readonly TimeProvider clock;
    private readonly Lock gate = new();
    private readonly Notice[] ring = new Notice[Limits.FeedNotices];
    private readonly long first;
    private long next;
    private TaskCompletionSource? news;
    private int readers;

    /// <summary>
    /// Numbers begin with the clock, a thousand to the millisecond, so that the cursor of an earlier process is never taken for one
    /// of this process: who comes with it learns of the gap.
    /// </summary>
    internal Feed(TimeProvider clock)
    {
        this.clock = clock;
        first = next = (clock.GetUtcNow().ToUnixTimeMilliseconds() * 1_000) + 1;
    }

    /// <summary>How many are reading now: who lets readers in keeps to <see cref="Limits.FeedReaders"/>.</summary>
    public int Readers => Volatile.Read(ref readers);

    /// <summary>
    /// The notices after a cursor (null: from the moment of the first move on), as they come. A reader that is too far behind, or asks
    /// for what is no longer held, first gets a notice of kind <c>gap</c>, and then everything that is held.
    /// </summary>
    public async IAsyncEnumerable<Notice> ReadAsync(long? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Interlocked.Increment(ref readers);
        try
        {
            var batch = new List<Notice>(BatchNotices);
            var cursor = after ?? Last();
            while (true)
            {
                var wait = Take(ref cursor, batch);
                foreach (var notice in batch)
                {
                    cancellation.ThrowIfCancellationRequested();
                    yield return notice;
                }

                batch.Clear();
                if (wait is not null)
                {
                    await Awaited.UnlessAsync(wait, cancellation);
                }
            }
        }
        finally
        {
            Interlocked.Decrement(ref readers);
        }
    }

    /// <summary>Tells all readers, and keeps it for who resumes. Never waits.</summary>
    internal void Publish(Notice notice) => Publish([notice]);

    /// <summary>Tells all readers of a batch: one lock and one wake-up for all of it.</summary>
    internal void Publish(ReadOnlySpan<Notice> notices)
    {
        if (notices.IsEmpty)
        {
            return;
        }

        TaskCompletionSource? wake;
        lock (gate)
        {
            foreach (var notice in notices)
            {
                ring[next % ring.Length] = notice;
                next++;
            }

            wake = news;
            news = null;
        }

        wake?.SetResult();
    }

    private long Last()
    {
        lock (gate)
        {
            return next - 1;
        }
    }

    /// <summary>Moves what follows the cursor into the batch; when there is nothing, gives what to wait for.</summary>
    private Task? Take(ref long cursor, List<Notice> batch)
    {
        lock (gate)
        {
            var oldest = Math.Max(first, next - ring.Length);
            if (cursor < oldest - 1 || cursor > next - 1)
            {
                batch.Add(Gap(cursor, oldest));
                cursor = oldest - 1;
            }

            var count = (int)Math.Min(next - 1 - cursor, BatchNotices);
            for (; count > 0; count--)
            {
                cursor++;
                batch.Add(ring[cursor % ring.Length] with { Number = cursor });
            }

            if (batch.Count > 0)
            {
                return null;
            }

            news ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return news.Task;
        }
    }

    private Notice Gap(long cursor, long oldest) => new()
    {
        Number = oldest - 1,
        At = clock.GetUtcNow(),
        Kind = NoticeKinds.Gap,
        Text = cursor >= first - 1 && cursor < oldest
            ? string.Create(CultureInfo.InvariantCulture, $"{oldest - 1 - cursor} notices are no longer held")
            : "the notices of an earlier process are no longer held",
    };
}
