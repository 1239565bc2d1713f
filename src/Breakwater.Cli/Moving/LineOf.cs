using System.Text;
using System.Text.Unicode;
using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Cli.Moving;

/// <summary>Whole records as lines.</summary>
internal static class LineOf
{
    public static ExportLine Event(WholeEvent whole)
    {
        var evt = whole.Event;
        var (text, base64) = Bytes(evt.Body);
        return new ExportLine
        {
            Event = new EventLine
            {
                Id = evt.Id.ToString(),
                Source = evt.Source,
                IdempotencyId = evt.IdempotencyId,
                Type = evt.Type,
                Key = evt.Key,
                Version = evt.Version,
                OccurredAt = evt.OccurredAt,
                ReceivedAt = evt.ReceivedAt,
                Traceparent = evt.TraceParent,
                Duplicates = whole.Duplicates,
                LastDuplicateAt = whole.LastDuplicateAt,
                Headers = Headers(evt.Headers),
                Body = text,
                BodyBase64 = base64,
                Deliveries = [.. whole.Deliveries.Select(Delivery)],
            },
        };
    }

    public static ExportLine Replay(Replay replay) => new()
    {
        Replay = new ReplayLine
        {
            Id = replay.Id.ToString(),
            Filter = new FilterLine
            {
                Source = replay.Filter.Source,
                Type = replay.Filter.Type,
                Key = replay.Filter.Key,
                State = replay.Filter.State is { } state ? Words.Of(state) : null,
                Destination = replay.Filter.Destination,
                Text = replay.Filter.Text,
                From = replay.Filter.From,
                To = replay.Filter.To,
            },
            To = replay.To,
            Rate = replay.Rate,
            State = Words.Of(replay.State),
            CreatedAt = replay.CreatedAt,
            EndedAt = replay.EndedAt,
            Total = replay.Total,
            Done = replay.Done,
            Deliveries = replay.Deliveries,
            Cursor = replay.Cursor?.ToString(),
        },
    };

    private static DeliveryLine Delivery(WholeDelivery whole)
    {
        var delivery = whole.Delivery;
        return new DeliveryLine
        {
            Id = delivery.Id.ToString(),
            Destination = delivery.Destination,
            State = Words.Of(delivery.State),
            NextAttemptAt = delivery.NextAttemptAt,
            Attempts = delivery.Attempts,
            Since = delivery.Since,
            AttemptsBefore = delivery.AttemptsBefore,
            LastStatus = delivery.LastStatus,
            LastError = delivery.LastError,
            SettledAt = delivery.SettledAt,
            Replay = delivery.Replay?.ToString(),
            Order = delivery.Turn is { } turn ? Words.Of(turn.Order) : null,
            OnDead = delivery.Turn is { } ordered ? Words.Of(ordered.OnDead) : null,
            Forced = delivery.Turn?.Forced == true ? true : null,
            Place = delivery.Turn is { Rank: null } unversioned ? unversioned.Place : null,
            Rival = delivery.Rival?.ToString(),
            Ambiguity = delivery.Ambiguity == Ambiguity.None ? null : Words.Of(delivery.Ambiguity),
            Fallback = FallbackText.Of(delivery.Fallback),
            InsteadOf = FallbackText.Of(delivery.InsteadOf),
            Started = whole.Started is { } start ? new StartLine { Number = start.Number, At = start.StartedAt, Node = start.Node } : null,
            AttemptLog = [.. whole.Attempts.Select(Attempt)],
        };
    }

    private static AttemptLine Attempt(Attempt attempt)
    {
        var (text, base64) = Bytes(attempt.ResponseBody);
        var (sent, sentBase64) = attempt.RequestBody.IsEmpty ? (null, null) : Bytes(attempt.RequestBody);
        return new AttemptLine
        {
            Number = attempt.Number,
            StartedAt = attempt.StartedAt,
            DurationMs = (decimal)attempt.Duration.Ticks / TimeSpan.TicksPerMillisecond,
            Node = attempt.Node,
            Outcome = Words.Of(attempt.Outcome),
            Status = attempt.Status,
            Error = attempt.Error,
            RequestHeaders = Headers(attempt.RequestHeaders),
            RequestBody = sent,
            RequestBodyBase64 = sentBase64,
            ResponseHeaders = Headers(attempt.ResponseHeaders),
            ResponseBody = text,
            ResponseBodyBase64 = base64,
            Decision = attempt.Decision,
        };
    }

    private static IReadOnlyList<IReadOnlyList<string>> Headers(IReadOnlyList<Header> headers) =>
        [.. headers.Select(IReadOnlyList<string> (header) => [header.Name, header.Value])];

    /// <summary>As text where the bytes are UTF-8 and so come back the same, else in base64.</summary>
    private static (string? Text, string? Base64) Bytes(ReadOnlyMemory<byte> bytes) =>
        Utf8.IsValid(bytes.Span) ? (Encoding.UTF8.GetString(bytes.Span), null) : (null, Convert.ToBase64String(bytes.Span));
}
