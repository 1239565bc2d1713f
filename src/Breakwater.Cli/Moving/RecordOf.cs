using System.Text;
using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Cli.Moving;

/// <summary>
/// Lines as whole records. A file may have been through many hands: what no store would have written is refused, so that nothing gets in by
/// an import that could not get in by the door.
/// </summary>
internal static class RecordOf
{
    /// <exception cref="BadLineException">It is not an event that a store could hold.</exception>
    public static WholeEvent Event(EventLine line)
    {
        var id = EventId.TryParse(line.Id, out var parsed) ? parsed : throw new BadLineException("id is not an event's (evt_ and 26 digits)");
        Need(line.Source.Length > 0, "source is empty");
        Need(line.IdempotencyId.Length > 0, "idempotencyId is empty");
        Need(line.Duplicates >= 0, "duplicates is negative");
        Need(line.Duplicates > 0 || line.LastDuplicateAt is null, "lastDuplicateAt is given, and there are no duplicates");
        Need(!line.Deliveries.Contains(null!), "a delivery is null");
        var deliveries = line.Deliveries.Select(delivery => DeliveryOf(delivery, id, line.Key, line.Version)).ToList();
        Need(deliveries.DistinctBy(delivery => delivery.Delivery.Id).Count() == deliveries.Count, "two deliveries have the same id");
        return new WholeEvent
        {
            Event = new Event
            {
                Id = id,
                Source = line.Source,
                IdempotencyId = line.IdempotencyId,
                Type = line.Type,
                Key = line.Key,
                Version = line.Version,
                OccurredAt = line.OccurredAt?.ToUniversalTime(),
                ReceivedAt = line.ReceivedAt.ToUniversalTime(),
                Headers = HeadersOf(line.Headers, "headers"),
                Body = BytesOf(line.Body, line.BodyBase64, "body"),
                TraceParent = line.Traceparent,
            },
            Duplicates = line.Duplicates,
            LastDuplicateAt = line.LastDuplicateAt?.ToUniversalTime(),
            Deliveries = deliveries,
        };
    }

    /// <exception cref="BadLineException">It is not a replay that a store could hold.</exception>
    public static Replay Replay(ReplayLine line)
    {
        Need(line is { Total: >= 0, Done: >= 0, Deliveries: >= 0 }, "a count is negative");
        Need(line.Rate is null or > 0, "rate is not above zero");
        Need(line.To?.Contains(null!) != true, "to has a null");
        return new Replay
        {
            Id = ReplayIdOf(line.Id, "id"),
            Filter = new EventFilter
            {
                Source = line.Filter.Source,
                Type = line.Filter.Type,
                Key = line.Filter.Key,
                State = line.Filter.State is { } state ? Words.Read<DeliveryState>(state, "filter.state") : null,
                Destination = line.Filter.Destination,
                Text = line.Filter.Text,
                From = line.Filter.From?.ToUniversalTime(),
                To = line.Filter.To?.ToUniversalTime(),
            },
            To = line.To,
            Rate = line.Rate,
            State = Words.Read<ReplayState>(line.State, "state"),
            CreatedAt = line.CreatedAt.ToUniversalTime(),
            EndedAt = line.EndedAt?.ToUniversalTime(),
            Total = line.Total,
            Done = line.Done,
            Deliveries = line.Deliveries,
            Cursor = line.Cursor is null ? null
                : EventId.TryParse(line.Cursor, out var cursor) ? cursor
                : throw new BadLineException("cursor is not the id of an event"),
        };
    }

    private static WholeDelivery DeliveryOf(DeliveryLine line, EventId evt, string? key, string? version)
    {
        var id = DeliveryId.TryParse(line.Id, out var parsed) ? parsed : throw new BadLineException("a delivery's id is not dlv_ and 26 digits");
        var state = Words.Read<DeliveryState>(line.State, $"{id}: state");
        Need(line.Destination.Length > 0, $"{id}: destination is empty");
        Need(line is { Attempts: >= 0, AttemptsBefore: >= 0 } && line.AttemptsBefore <= line.Attempts, $"{id}: attempts and attemptsBefore do not agree");
        var turn = TurnOf(line, key, version, id);
        var ambiguity = AmbiguityOf(line, state, turn, id);
        Need(!line.AttemptLog.Contains(null!), $"{id}: an attempt is null");
        Need(line.AttemptLog.DistinctBy(attempt => attempt.Number).Count() == line.AttemptLog.Count, $"{id}: two attempts have the same number");
        return new WholeDelivery
        {
            Delivery = new Delivery
            {
                Id = id,
                EventId = evt,
                Destination = line.Destination,
                State = state,
                NextAttemptAt = line.NextAttemptAt?.ToUniversalTime(),
                Attempts = line.Attempts,
                Since = line.Since.ToUniversalTime(),
                AttemptsBefore = line.AttemptsBefore,
                LastStatus = line.LastStatus,
                LastError = line.LastError,
                SettledAt = line.SettledAt?.ToUniversalTime(),
                Replay = line.Replay is { } replay ? ReplayIdOf(replay, $"{id}: replay") : null,
                Turn = turn,
                Ambiguity = ambiguity,
                Fallback = ReadOf(line.Fallback, FallbackText.Read, $"{id}: fallback"),
                InsteadOf = ReadOf(line.InsteadOf, FallbackText.ReadStandIn, $"{id}: insteadOf"),
                Rival = line.Rival is not { } rival ? null
                    : EventId.TryParse(rival, out var other) ? other
                    : throw new BadLineException($"{id}: rival is not the id of an event"),
            },
            Attempts = [.. line.AttemptLog.Select(attempt => AttemptOf(attempt, id)).OrderBy(attempt => attempt.Number)],
            Started = StartOf(line.Started, id),
        };
    }

    /// <summary>No limbo: what waits has a time, or waits for another one of its key, or for a person; and what is over has ended.</summary>
    private static Ambiguity AmbiguityOf(DeliveryLine line, DeliveryState state, Turn? turn, DeliveryId id)
    {
        var ambiguity = line.Ambiguity is { } doubt ? Words.Read<Ambiguity>(doubt, $"{id}: ambiguity") : Ambiguity.None;
        Need(ambiguity != Ambiguity.Held || line is { NextAttemptAt: null } && state == DeliveryState.Waiting, $"{id}: a person decides about it, and it is due");
        Need(state == DeliveryState.Waiting ? line.NextAttemptAt is not null || turn is not null || ambiguity == Ambiguity.Held : line.NextAttemptAt is null, $"{id}: {line.State} and nextAttemptAt do not agree");
        Need(state == DeliveryState.Waiting ? line.SettledAt is null : line.SettledAt is not null, $"{id}: {line.State} and settledAt do not agree");
        return ambiguity;
    }

    /// <summary>What a store wrote as a text.</summary>
    private static T? ReadOf<T>(string? text, Func<string?, T?> read, string field)
        where T : class
    {
        try
        {
            return read(text) is var value && (value is not null || text is null) ? value : throw new BadLineException($"{field} is none that a store wrote");
        }
        catch (Exception fault) when (fault is FormatException or OverflowException or ArgumentException or IndexOutOfRangeException)
        {
            throw new BadLineException($"{field} is none that a store wrote");
        }
    }

    /// <summary>Line and rank follow from the event: a file can't make them up.</summary>
    private static Turn? TurnOf(DeliveryLine line, string? key, string? version, DeliveryId id)
    {
        if (line.Order is not { } word)
        {
            Need(line is { OnDead: null, Forced: null, Place: null }, $"{id}: onDead, forced or place without an order");
            return null;
        }

        var order = Words.Read<DeliveryOrder>(word, $"{id}: order");
        Need(order != DeliveryOrder.None && key is not null, $"{id}: an order without a key");
        Need(line.Place is null or { Length: <= 2 * Breakwater.Configuration.Limits.IdentityLength }, $"{id}: place is too long");
        Need(line.Place is not { } place || Ascii.IsValid(place), $"{id}: place is none that a store gave");
        return new Turn
        {
            Order = order,
            OnDead = Words.Read<OnDead>(line.OnDead ?? "", $"{id}: onDead"),
            Line = Turn.LineOf(key!),
            Rank = VersionRank.Of(version),
            Place = VersionRank.Of(version) ?? line.Place,
            Forced = line.Forced == true,
        };
    }

    private static AttemptStart? StartOf(StartLine? line, DeliveryId id)
    {
        Need(line is not { Number: < 1 }, $"{id}: started has no number");
        return line is null ? null : new AttemptStart(id, line.Number, line.At.ToUniversalTime()) { Node = line.Node };
    }

    private static Attempt AttemptOf(AttemptLine line, DeliveryId id)
    {
        Need(line.Number > 0, $"{id}: an attempt has no number");
        Need(line.DurationMs >= 0 && line.DurationMs < long.MaxValue / TimeSpan.TicksPerMillisecond, $"{id}: durationMs is out of range");
        return new Attempt
        {
            DeliveryId = id,
            Number = line.Number,
            StartedAt = line.StartedAt.ToUniversalTime(),
            Duration = TimeSpan.FromTicks((long)(line.DurationMs * TimeSpan.TicksPerMillisecond)),
            Node = line.Node,
            Outcome = Words.Read<Outcome>(line.Outcome, $"{id}: outcome"),
            Status = line.Status,
            Error = line.Error,
            RequestHeaders = HeadersOf(line.RequestHeaders, $"{id}: requestHeaders"),
            RequestBody = line is { RequestBody: null, RequestBodyBase64: null } ? default : BytesOf(line.RequestBody, line.RequestBodyBase64, $"{id}: requestBody"),
            ResponseHeaders = HeadersOf(line.ResponseHeaders, $"{id}: responseHeaders"),
            ResponseBody = BytesOf(line.ResponseBody, line.ResponseBodyBase64, $"{id}: responseBody"),
            Decision = line.Decision,
        };
    }

    private static ReplayId ReplayIdOf(string text, string field) =>
        ReplayId.TryParse(text, out var id) ? id : throw new BadLineException($"{field} is not a replay's (rpl_ and 26 digits)");

    /// <summary>Before the first letter a colon may stand: the request line of a call.</summary>
    private static bool IsName(string name) => name.AsSpan(name[0] == ':' ? 1 : 0) is { IsEmpty: false } rest && rest.IndexOfAny("\r\n\0: ") < 0;

    /// <summary>A line break in a header would be a second header at the next delivery.</summary>
    private static List<Header> HeadersOf(IReadOnlyList<IReadOnlyList<string>> lines, string field)
    {
        var headers = new List<Header>(lines.Count);
        foreach (var line in lines)
        {
            Need(line is [{ Length: > 0 }, not null], $"{field}: a header is not a pair of name and value");
            Need(IsName(line[0]) && line[1].AsSpan().IndexOfAny("\r\n\0") < 0, $"{field}: a header has a line break, or a name that none has");
            headers.Add(new Header(line[0], line[1]));
        }

        return headers;
    }

    private static ReadOnlyMemory<byte> BytesOf(string? text, string? base64, string field)
    {
        Need(text is null || base64 is null, $"{field} is given twice, as text and in base64");
        if (base64 is null)
        {
            return Encoding.UTF8.GetBytes(text ?? "");
        }

        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            throw new BadLineException($"{field}Base64 is not base64");
        }
    }

    private static void Need(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new BadLineException(otherwise);
        }
    }
}
