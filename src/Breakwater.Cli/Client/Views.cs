using System.Text.Json;

namespace Breakwater.Cli.Client;

/// <summary>An event as the API shows it.</summary>
internal sealed record EventView
{
    public required string Id { get; init; }

    public required string Source { get; init; }

    public string? Type { get; init; }

    public string? IdempotencyId { get; init; }

    public string? Key { get; init; }

    public string? Version { get; init; }

    public DateTimeOffset? OccurredAt { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    public long Duplicates { get; init; }

    public DateTimeOffset? LastDuplicateAt { get; init; }

    public string? Traceparent { get; init; }

    public string? RecoveredBy { get; init; }

    public IReadOnlyList<DeliveryView> Deliveries { get; init; } = [];
}

/// <summary>A delivery as the API shows it: in an event, in a list, or whole with its attempts.</summary>
internal sealed record DeliveryView
{
    public required string Id { get; init; }

    public string? EventId { get; init; }

    public required string Destination { get; init; }

    public required string State { get; init; }

    public string? WaitingFor { get; init; }

    public string? Source { get; init; }

    public string? Type { get; init; }

    public string? Key { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset? NextAttemptAt { get; init; }

    public int? LastStatus { get; init; }

    public string? LastError { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    public string? Order { get; init; }

    public string? SupersededBy { get; init; }

    public string? ConflictsWith { get; init; }

    public bool Held { get; init; }

    public FallbackView? Fallback { get; init; }

    public InsteadOfView? InsteadOf { get; init; }

    public IReadOnlyList<AttemptView> AttemptLog { get; init; } = [];
}

/// <summary>An attempt as the API shows it.</summary>
internal sealed record AttemptView
{
    public int Number { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public double DurationMs { get; init; }

    public string? Node { get; init; }

    public string? Outcome { get; init; }

    public int? Status { get; init; }

    public string? Error { get; init; }

    public JsonElement? RequestHeaders { get; init; }

    public string? RequestBody { get; init; }

    public JsonElement? ResponseHeaders { get; init; }

    public string? ResponseBody { get; init; }

    public string? Decision { get; init; }
}

/// <summary>A bulk replay as the API shows it.</summary>
internal sealed record ReplayView
{
    public string? Id { get; init; }

    public string? State { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public long Total { get; init; }

    public long Done { get; init; }

    public long Deliveries { get; init; }

    public JsonElement? Rate { get; init; }
}

/// <summary>What the replay of one event came to.</summary>
internal sealed record EventReplayView
{
    public IReadOnlyList<DeliveryView> Deliveries { get; init; } = [];
}

/// <summary>A source as the API shows it.</summary>
internal sealed record SourceView
{
    public required string Name { get; init; }

    public string? Provider { get; init; }

    public string? Scheme { get; init; }

    public long Events { get; init; }

    public long Duplicates { get; init; }

    public DateTimeOffset? LastAt { get; init; }
}

/// <summary>Readiness as the API shows it.</summary>
internal sealed record HealthView
{
    public string? Status { get; init; }

    public IReadOnlyList<string> Reasons { get; init; } = [];
}

/// <summary>A refusal in the form of RFC 9457.</summary>
internal sealed record ProblemView
{
    public string? Title { get; init; }

    public string? Code { get; init; }

    public string? Detail { get; init; }
}

/// <summary>A page of a list.</summary>
internal sealed record PageView
{
    public IReadOnlyList<JsonElement> Items { get; init; } = [];

    public string? Next { get; init; }
}
