namespace Breakwater.Cli.Client;

/// <summary>Something that just happened, as the live stream tells it.</summary>
internal sealed record NoticeView
{
    public DateTimeOffset? At { get; init; }

    public string? Kind { get; init; }

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
}
