using System.Globalization;
using System.Text;
using System.Text.Json;
using Breakwater.Configuration;
using Breakwater.Observing;
using Breakwater.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Breakwater.AspNetCore.Api;

/// <summary>
/// <c>/v1/stream</c>: server-sent events, everything as it happens. The id of each is a cursor: a reader that comes back with
/// <c>Last-Event-ID</c> misses nothing that is still held, and is told of a gap where it does.
/// </summary>
internal static class LiveStream
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static void Map(RouteGroupBuilder api) => api.MapGet("/stream", StreamAsync).Needs(Permission.Read).WithTags("stream")
        .WithSummary("Server-sent events: everything as it happens").WithDescription("Last-Event-ID resumes. A comment comes every 15 seconds.")
        .Produces<NoticeView>(200, "text/event-stream");

    private static async Task<IResult> StreamAsync(HttpContext context, Engine engine, IHostApplicationLifetime lifetime)
    {
        if (engine.Feed.Readers >= Limits.FeedReaders)
        {
            return new Problem(503, "too-many-readers", $"The stream has {Limits.FeedReaders} readers already.", TimeSpan.FromSeconds(5));
        }

        var last = context.Request.Headers["Last-Event-ID"].ToString();
        long? after = long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var cursor) ? cursor : null;
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await WriteAsync(context.Response, engine.Feed.ReadAsync(after, end.Token), end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The reader went away, or the server stops: a reader must not hold it up.
        }

        return Results.Empty;
    }

    private static async Task WriteAsync(HttpResponse response, IAsyncEnumerable<Notice> notices, CancellationToken cancellation)
    {
        await response.StartAsync(cancellation);
        await response.Body.WriteAsync(": welcome\n\n"u8.ToArray(), cancellation);
        await response.Body.FlushAsync(cancellation);
        await using var reader = notices.GetAsyncEnumerator(cancellation);
        var next = reader.MoveNextAsync().AsTask();
        while (true)
        {
            try
            {
                if (!await next.WaitAsync(Heartbeat, TimeProvider.System, cancellation))
                {
                    return;
                }
            }
            catch (TimeoutException)
            {
                await response.Body.WriteAsync(": still here\n\n"u8.ToArray(), cancellation);
                await response.Body.FlushAsync(cancellation);
                continue;
            }

            await response.Body.WriteAsync(Line(reader.Current), cancellation);
            next = reader.MoveNextAsync().AsTask();
            if (!next.IsCompleted)
            {
                await response.Body.FlushAsync(cancellation);
            }
        }
    }

    /// <summary>JSON of one line: the serializer escapes line breaks, so no notice can forge another.</summary>
    private static byte[] Line(Notice notice) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"id: {notice.Number}\nevent: {notice.Kind}\ndata: {JsonSerializer.Serialize(NoticeView.Of(notice), ApiJson.Default.NoticeView)}\n\n"));
}

/// <summary>Something that just happened.</summary>
internal sealed record NoticeView
{
    public required DateTimeOffset At { get; init; }

    public required string Kind { get; init; }

    public string? EventId { get; init; }

    public string? DeliveryId { get; init; }

    public string? ReplayId { get; init; }

    public string? Source { get; init; }

    public string? Type { get; init; }

    public string? Key { get; init; }

    public string? Destination { get; init; }

    public int? Attempt { get; init; }

    public int? Status { get; init; }

    public double? DurationMs { get; init; }

    public string? Text { get; init; }

    public DateTimeOffset? NextAttemptAt { get; init; }

    public static NoticeView Of(Notice notice) => new()
    {
        At = notice.At,
        Kind = notice.Kind,
        EventId = notice.EventId?.ToString(),
        DeliveryId = notice.DeliveryId?.ToString(),
        ReplayId = notice.ReplayId?.ToString(),
        Source = notice.Source,
        Type = notice.Type,
        Key = notice.Key,
        Destination = notice.Destination,
        Attempt = notice.Attempt,
        Status = notice.Status,
        DurationMs = notice.DurationMs,
        Text = notice.Text,
        NextAttemptAt = notice.NextAttemptAt,
    };
}
