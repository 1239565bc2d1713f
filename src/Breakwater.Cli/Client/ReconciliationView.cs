namespace Breakwater.Cli.Client;

/// <summary>A reconciliation as the API shows it.</summary>
internal sealed record ReconciliationView
{
    public required string Id { get; init; }

    public string? Source { get; init; }

    public string? Entity { get; init; }

    public string? Destination { get; init; }

    public required string State { get; init; }

    public bool DryRun { get; init; }

    public bool Scheduled { get; init; }

    public DateTimeOffset From { get; init; }

    public DateTimeOffset Until { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public long Pages { get; init; }

    public long Seen { get; init; }

    public long Known { get; init; }

    public long Missed { get; init; }

    public long Failed { get; init; }

    public string? Error { get; init; }

    public IReadOnlyList<ReconciledView> Items { get; init; } = [];

    public IReadOnlyList<ReconciledView> Failures { get; init; } = [];
}

/// <summary>Something that a reconciliation found.</summary>
internal sealed record ReconciledView
{
    public required string Id { get; init; }

    public string? EventId { get; init; }

    public string? Why { get; init; }
}

/// <summary>What a reconciliation is asked for with.</summary>
internal sealed record ReconcileRequest
{
    public string? Since { get; init; }

    public string? Destination { get; init; }

    public bool? DryRun { get; init; }
}
