using Breakwater.Model;

namespace Breakwater.AspNetCore.Api;

/// <summary>A reconciliation and what it found.</summary>
internal sealed record ReconciliationView
{
    public required string Id { get; init; }

    /// <summary>The source whose missed events are looked for; null where entities are compared.</summary>
    public required string? Source { get; init; }

    /// <summary>The kind of entity that is compared; null where a source is asked.</summary>
    public required string? Entity { get; init; }

    public required string? Destination { get; init; }

    /// <summary>running, done, failed or cancelled.</summary>
    public required string State { get; init; }

    public required bool DryRun { get; init; }

    /// <summary>False where a person asked for it.</summary>
    public required bool Scheduled { get; init; }

    public required DateTime From { get; init; }

    public required DateTime Until { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime? EndedAt { get; init; }

    /// <summary>Requests that were answered.</summary>
    public required long Pages { get; init; }

    public required long Seen { get; init; }

    public required long Known { get; init; }

    /// <summary>Events that were missed, or entities that differ.</summary>
    public required long Missed { get; init; }

    /// <summary>What could not be read or asked for.</summary>
    public required long Failed { get; init; }

    /// <summary>Why it failed.</summary>
    public required string? Error { get; init; }

    /// <summary>What was missed or differs, the first 500 of it and of the failures together.</summary>
    public required IReadOnlyList<ReconciledView> Items { get; init; }

    /// <summary>What could not be read or asked for.</summary>
    public required IReadOnlyList<ReconciledView> Failures { get; init; }

    public static ReconciliationView Of(Reconciliation one) => new()
    {
        Id = one.Id.ToString(),
        Source = one.Source,
        Entity = one.Entity,
        Destination = one.Destination,
        State = Words.Of(one.State),
        DryRun = one.DryRun,
        Scheduled = one.Scheduled,
        From = one.From.UtcDateTime,
        Until = one.Until.UtcDateTime,
        CreatedAt = one.CreatedAt.UtcDateTime,
        EndedAt = one.EndedAt?.UtcDateTime,
        Pages = one.Pages,
        Seen = one.Seen,
        Known = one.Known,
        Missed = one.Missed,
        Failed = one.Failed,
        Error = one.Error,
        Items = [.. one.Items.Where(item => !item.Failed).Select(ReconciledView.Of)],
        Failures = [.. one.Items.Where(item => item.Failed).Select(ReconciledView.Of)],
    };
}

/// <summary>Something that a reconciliation found.</summary>
internal sealed record ReconciledView
{
    /// <summary>What the platform calls it: the id of an event, or the key of an entity.</summary>
    public required string Id { get; init; }

    /// <summary>The event that was recorded, or sent again.</summary>
    public required string? EventId { get; init; }

    /// <summary>How it differs, or why it failed.</summary>
    public required string? Why { get; init; }

    public static ReconciledView Of(ReconciledItem item) => new() { Id = item.Id, EventId = item.Event?.ToString(), Why = item.Why };
}
