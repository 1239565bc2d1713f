namespace Breakwater.AspNetCore.Api;

/// <summary>A page of a list.</summary>
internal sealed record PageView<T>
{
    public required IReadOnlyList<T> Items { get; init; }

    /// <summary>The cursor to go on after; null at the end.</summary>
    public required string? Next { get; init; }
}

/// <summary>A bulk replay; of a dry run only the total.</summary>
internal sealed record ReplayView
{
    public required string? Id { get; init; }

    public required bool DryRun { get; init; }

    public required string? State { get; init; }

    public required DateTime? CreatedAt { get; init; }

    public required DateTime? EndedAt { get; init; }

    public required long Total { get; init; }

    public required long Done { get; init; }

    public required long Deliveries { get; init; }

    public required string? Rate { get; init; }

    public required IReadOnlyList<string>? To { get; init; }

    public required ReplayFilter Filter { get; init; }
}

/// <summary>A node that shares the work.</summary>
internal sealed record NodeView
{
    public required string Name { get; init; }

    /// <summary>Unique in the store; a restart makes a new one.</summary>
    public required long Number { get; init; }

    /// <summary>True for the node that answers.</summary>
    public required bool Self { get; init; }

    public required DateTime Since { get; init; }

    /// <summary>How long its lease still goes; null where the store is of one node.</summary>
    public required double? LeaseMs { get; init; }

    /// <summary>Of 64.</summary>
    public required int Shards { get; init; }

    /// <summary>By how much the delivery that has been due longest in its shards is overdue.</summary>
    public required double LagMs { get; init; }
}

/// <summary>A source: configuration without secrets, and what came.</summary>
internal sealed record SourceView
{
    public required string Name { get; init; }

    public required string Path { get; init; }

    public required string? Provider { get; init; }

    public required string Scheme { get; init; }

    public required int MaxBody { get; init; }

    public required string Tolerance { get; init; }

    public required int AnswerStatus { get; init; }

    public required int Secrets { get; init; }

    /// <summary>What people don't see of its events.</summary>
    public required IReadOnlyList<string> Redact { get; init; }

    public required long Events { get; init; }

    public required long Duplicates { get; init; }

    public required DateTime? LastAt { get; init; }
}

/// <summary>A destination: configuration without secrets, and health over the last five minutes.</summary>
internal sealed partial record DestinationView
{
    public required string Name { get; init; }

    public required string? Url { get; init; }

    public required string? Method { get; init; }

    /// <summary>The names of the headers that are added; their values may be secrets.</summary>
    public required IReadOnlyList<string> Headers { get; init; }

    public required bool Signed { get; init; }

    public required string? Timeout { get; init; }

    public required RetryView? Retry { get; init; }

    public required IReadOnlyList<int> Permanent { get; init; }

    public required int Concurrency { get; init; }

    public required bool Retired { get; init; }

    /// <summary>Deliveries by state, of all that are kept.</summary>
    public required IReadOnlyDictionary<string, long> Counts { get; init; }

    public required int InFlight { get; init; }

    public required int InMemory { get; init; }

    public required DateTime? OldestWaitingAt { get; init; }

    public required long Attempts { get; init; }

    public required long Successes { get; init; }

    public required double? P50Ms { get; init; }

    public required double? P95Ms { get; init; }

    public required double? P99Ms { get; init; }

    public required DateTime? LastSuccessAt { get; init; }

    public required DateTime? LastFailureAt { get; init; }

    public required string? LastError { get; init; }

    public required string? ConnectTimeout { get; init; }

    /// <summary>What is configured, on all nodes together; null: as many as it takes.</summary>
    public required string? Rate { get; init; }

    /// <summary>How many attempts may begin on this node now; null: as many as it takes.</summary>
    public required string? Pace { get; init; }

    /// <summary>True when the pace is lowered: the destination showed that it was too much, or is coming back.</summary>
    public required bool PaceLowered { get; init; }

    public required BreakerView Breaker { get; init; }

    /// <summary>Until when the destination asked to be left alone.</summary>
    public required DateTime? HoldUntil { get; init; }

    public required bool Paused { get; init; }

    /// <summary>Since when a person has it paused, on all nodes.</summary>
    public required DateTime? PausedSince { get; init; }
}

/// <summary>When a failed delivery is tried again.</summary>
internal sealed record RetryView
{
    public required int MaxAttempts { get; init; }

    public required string First { get; init; }

    public required double Factor { get; init; }

    public required string Max { get; init; }

    public required string GiveUpAfter { get; init; }

    public required IReadOnlyList<string>? Schedule { get; init; }
}

/// <summary>Something that was refused at the door.</summary>
internal sealed record RejectionView
{
    public required long Number { get; init; }

    public required DateTime At { get; init; }

    public required string Source { get; init; }

    public required int Status { get; init; }

    public required string Code { get; init; }

    public required string Reason { get; init; }

    public required string? RemoteAddress { get; init; }

    public required long BodyBytes { get; init; }

    public required IReadOnlyList<string> HeaderNames { get; init; }
}

/// <summary>The figures of the first page.</summary>
internal sealed record StatsView
{
    public required string Status { get; init; }

    public required IReadOnlyList<string> Reasons { get; init; }

    public required long Events { get; init; }

    public required long Duplicates { get; init; }

    /// <summary>Deliveries by state, of all that are kept.</summary>
    public required IReadOnlyDictionary<string, long> Deliveries { get; init; }

    public required int InFlight { get; init; }

    public required DateTime? OldestWaitingAt { get; init; }

    public required DateTime? LastEventAt { get; init; }

    /// <summary>Attempts in the last 5 minutes.</summary>
    public required long Attempts { get; init; }

    /// <summary>Of these, successes.</summary>
    public required long Successes { get; init; }

    public required int Sources { get; init; }

    public required int Destinations { get; init; }
}

/// <summary>Whether the node can do its work.</summary>
internal sealed record HealthView
{
    /// <summary><c>ready</c>, <c>degraded</c> or <c>not-ready</c>; <c>alive</c> of <c>/healthz</c>.</summary>
    public required string Status { get; init; }

    public required IReadOnlyList<string> Reasons { get; init; }
}

/// <summary>Something that just happened.</summary>
internal sealed record NoticeView
{
    public required DateTime At { get; init; }

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

    public DateTime? NextAttemptAt { get; init; }

    public static NoticeView Of(Observing.Notice notice) => new()
    {
        At = notice.At.UtcDateTime,
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
        NextAttemptAt = notice.NextAttemptAt?.UtcDateTime,
    };
}
