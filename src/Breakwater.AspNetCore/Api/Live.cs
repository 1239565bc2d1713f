using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Breakwater.Observing;
using Breakwater.Running;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Breakwater.AspNetCore.Api;

/// <summary>
/// <c>/v1/stream</c>: everything as it happens. Each event's id is the notice's number, so that <c>Last-Event-ID</c> goes on where a
/// lost connection ended. A heartbeat has no id and no data, so that readers of the standard skip it.
/// </summary>
internal sealed class Live(Engine engine, BreakwaterWebOptions options, CancellationToken stopping)
{
    /// <summary>How often a reader's token is looked at again: between notices, and at each heartbeat.</summary>
    private static readonly TimeSpan Recheck = TimeSpan.FromSeconds(2);

    private int readers;

    public Results<ServerSentEventsResult<string>, Problem> Stream(string? after, HttpRequest request, HttpContext context)
    {
        if (QueryNames.Fault(request, QueryNames.Stream) is { } problem)
        {
            return problem;
        }

        var last = request.Headers["Last-Event-ID"];
        var text = last.Count > 0 ? last.ToString() : after;
        long number = 0;
        if (!string.IsNullOrEmpty(text) && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            return Problems.Invalid("Last-Event-ID (or after) is the id of an event of this stream");
        }

        if (Interlocked.Increment(ref readers) > options.StreamReaders)
        {
            Interlocked.Decrement(ref readers);
            return Problems.TooManyReaders;
        }

        // Counted from here: a reader that goes before its first item counts down all the same.
        context.Response.OnCompleted(() =>
        {
            Interlocked.Decrement(ref readers);
            return Task.CompletedTask;
        });
        return TypedResults.ServerSentEvents(ItemsAsync(string.IsNullOrEmpty(text) ? null : number, Caller.Of(context), context.RequestAborted));
    }

    private async IAsyncEnumerable<SseItem<string>> ItemsAsync(long? after, Caller? caller, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stopping);
        await using var notices = engine.Feed.ReadAsync(after, ending.Token).GetAsyncEnumerator(ending.Token);
        var next = MoveAsync(notices);

        try
        {
            // The first heartbeat opens the stream: the reader then knows that what happens from now on comes.
            yield return Heartbeat;
            var standing = new Standing(caller, options.Clock);
            for (var comes = await ComesAsync(next, ending.Token); await standing.HoldsAsync(ending.Token); comes = await ComesAsync(next, ending.Token))
            {
                if (!comes)
                {
                    yield return Heartbeat;
                }
                else if (await next)
                {
                    yield return Item(notices.Current);
                    next = MoveAsync(notices);
                }
                else
                {
                    yield break;
                }
            }
        }
        finally
        {
            // A reader that goes while a move is under way: it has to end before the notices are let go.
            await ending.CancelAsync();
            await next;
        }
    }

    /// <summary>True when the move ends before it is time for a heartbeat.</summary>
    private async Task<bool> ComesAsync(Task<bool> next, CancellationToken ending)
    {
        if (next.IsCompleted)
        {
            return true;
        }

        using var pause = CancellationTokenSource.CreateLinkedTokenSource(ending);
        var beat = Task.Delay(options.Heartbeat, options.Clock, pause.Token);
        var first = await Task.WhenAny(next, beat);
        await pause.CancelAsync();
        return first == next || ending.IsCancellationRequested;
    }

    /// <summary>The next notice; false at the end, which is also what a caller that is gone and a server that stops are.</summary>
    private static async Task<bool> MoveAsync(IAsyncEnumerator<Notice> notices)
    {
        try
        {
            return await notices.MoveNextAsync();
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Whether a reader's token still allows it, looked at now and then: one that was revoked reads no further.</summary>
    private sealed class Standing(Caller? caller, TimeProvider clock)
    {
        private long looked = clock.GetTimestamp();

        public async ValueTask<bool> HoldsAsync(CancellationToken cancellation)
        {
            if (caller is null || clock.GetElapsedTime(looked) < Recheck)
            {
                return true;
            }

            looked = clock.GetTimestamp();
            return await caller.StillAllowedAsync(cancellation);
        }
    }

    private static SseItem<string> Heartbeat => new("", "heartbeat");

    private static SseItem<string> Item(Notice notice) =>
        new(JsonSerializer.Serialize(NoticeView.Of(notice), NoticeJson.Default.NoticeView), notice.Kind)
        {
            EventId = notice.Number.ToString(CultureInfo.InvariantCulture),
        };
}
