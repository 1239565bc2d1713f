namespace Breakwater.Cli.Moving;

/// <summary>The first line of a file.</summary>
internal sealed record HeadLine
{
    public required string Format { get; init; }

    public required int Version { get; init; }

    public DateTimeOffset? ExportedAt { get; init; }

    /// <summary>The cursor that the file goes on after; null where it begins at the beginning.</summary>
    public string? After { get; init; }
}

/// <summary>Every further line: exactly one of its parts.</summary>
internal sealed record ExportLine
{
    public EventLine? Event { get; init; }

    public ReplayLine? Replay { get; init; }

    public EndLine? End { get; init; }
}

/// <summary>The last line: what the file should hold.</summary>
internal sealed record EndLine
{
    public required long Events { get; init; }

    public required long Replays { get; init; }
}

/// <summary>An event with everything about it.</summary>
internal sealed record EventLine
{
    public required string Id { get; init; }

    public required string Source { get; init; }

    public required string IdempotencyId { get; init; }

    public string? Type { get; init; }

    public string? Key { get; init; }

    public string? Version { get; init; }

    public DateTimeOffset? OccurredAt { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public string? Traceparent { get; init; }

    public long Duplicates { get; init; }

    public DateTimeOffset? LastDuplicateAt { get; init; }

    /// <summary>Pairs of name and value, in their order.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Headers { get; init; }

    /// <summary>The body where it is UTF-8.</summary>
    public string? Body { get; init; }

    /// <summary>The body where it is not.</summary>
    public string? BodyBase64 { get; init; }

    public required IReadOnlyList<DeliveryLine> Deliveries { get; init; }
}

/// <summary>A delivery with everything about it.</summary>
internal sealed record DeliveryLine
{
    public required string Id { get; init; }

    public required string Destination { get; init; }

    public required string State { get; init; }

    public DateTimeOffset? NextAttemptAt { get; init; }

    public int Attempts { get; init; }

    public required DateTimeOffset Since { get; init; }

    public int AttemptsBefore { get; init; }

    public int? LastStatus { get; init; }

    public string? LastError { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    public string? Replay { get; init; }

    /// <summary>Where it goes in order: key or latest.</summary>
    public string? Order { get; init; }

    /// <summary>Where it goes in order: hold or skip.</summary>
    public string? OnDead { get; init; }

    public bool? Forced { get; init; }

    /// <summary>Where it goes in order and its event has no version: its place among those of its key.</summary>
    public string? Place { get; init; }

    /// <summary>The event that is in its way.</summary>
    public string? Rival { get; init; }

    /// <summary>Whether it may have taken effect: open or held.</summary>
    public string? Ambiguity { get; init; }

    /// <summary>What took its destination's place.</summary>
    public string? Fallback { get; init; }

    /// <summary>What it stands in for.</summary>
    public string? InsteadOf { get; init; }

    public StartLine? Started { get; init; }

    public required IReadOnlyList<AttemptLine> AttemptLog { get; init; }
}

/// <summary>An attempt that had begun and not ended.</summary>
internal sealed record StartLine
{
    public required int Number { get; init; }

    public required DateTimeOffset At { get; init; }

    public string? Node { get; init; }
}

/// <summary>An attempt.</summary>
internal sealed record AttemptLine
{
    public required int Number { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>To the tenth of a microsecond.</summary>
    public required decimal DurationMs { get; init; }

    public required string Node { get; init; }

    public required string Outcome { get; init; }

    public int? Status { get; init; }

    public string? Error { get; init; }

    public required IReadOnlyList<IReadOnlyList<string>> RequestHeaders { get; init; }

    public required IReadOnlyList<IReadOnlyList<string>> ResponseHeaders { get; init; }

    /// <summary>Where a transform made it.</summary>
    public string? RequestBody { get; init; }

    public string? RequestBodyBase64 { get; init; }

    public string? ResponseBody { get; init; }

    public string? ResponseBodyBase64 { get; init; }

    public required string Decision { get; init; }
}

/// <summary>A bulk replay.</summary>
internal sealed record ReplayLine
{
    public required string Id { get; init; }

    public required FilterLine Filter { get; init; }

    public IReadOnlyList<string>? To { get; init; }

    public double? Rate { get; init; }

    public required string State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public long Total { get; init; }

    public long Done { get; init; }

    public long Deliveries { get; init; }

    public string? Cursor { get; init; }
}

/// <summary>Which events a bulk replay is about.</summary>
internal sealed record FilterLine
{
    public string? Source { get; init; }

    public string? Type { get; init; }

    public string? Key { get; init; }

    public string? State { get; init; }

    public string? Destination { get; init; }

    public string? Text { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }
}
