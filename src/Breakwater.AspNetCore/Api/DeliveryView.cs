using Breakwater.Model;
using Breakwater.Running;
using Breakwater.Storage;

namespace Breakwater.AspNetCore.Api;

/// <summary>A delivery within its event.</summary>
internal record DeliveryView
{
    public required string Id { get; init; }

    public required string Destination { get; init; }

    /// <summary><c>waiting</c>, <c>delivered</c>, <c>dead</c>, <c>stale</c> or <c>cancelled</c>.</summary>
    public required string State { get; init; }

    /// <summary>What a waiting delivery waits for, in words; null when terminal.</summary>
    public string? WaitingFor { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset? NextAttemptAt { get; init; }

    public int? LastStatus { get; init; }

    public string? LastError { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    public static DeliveryView Of(Delivery delivery, Engine engine) => new()
    {
        Id = delivery.Id.ToString(),
        Destination = delivery.Destination,
        State = StateName(delivery.State),
        WaitingFor = engine.WaitingFor(delivery),
        Attempts = delivery.Attempts,
        NextAttemptAt = delivery.NextAttemptAt,
        LastStatus = delivery.LastStatus,
        LastError = delivery.LastError,
        SettledAt = delivery.SettledAt,
    };

    public static string StateName(DeliveryState state) => state switch
    {
        DeliveryState.Waiting => "waiting",
        DeliveryState.Delivered => "delivered",
        DeliveryState.Dead => "dead",
        DeliveryState.Stale => "stale",
        DeliveryState.Cancelled => "cancelled",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>A delivery in a list, with what it needs of its event.</summary>
internal record DeliveryListView : DeliveryView
{
    public required string EventId { get; init; }

    public required string Source { get; init; }

    public string? Type { get; init; }

    public string? Key { get; init; }

    public static DeliveryListView Of(DeliverySummary summary, Engine engine) => new()
    {
        Id = summary.Delivery.Id.ToString(),
        EventId = summary.Delivery.EventId.ToString(),
        Source = summary.Source,
        Type = summary.Type,
        Key = summary.Key,
        Destination = summary.Delivery.Destination,
        State = StateName(summary.Delivery.State),
        WaitingFor = engine.WaitingFor(summary.Delivery),
        Attempts = summary.Delivery.Attempts,
        NextAttemptAt = summary.Delivery.NextAttemptAt,
        LastStatus = summary.Delivery.LastStatus,
        LastError = summary.Delivery.LastError,
        SettledAt = summary.Delivery.SettledAt,
    };
}

/// <summary>A delivery, whole.</summary>
internal sealed record DeliveryDetailView : DeliveryListView
{
    public required IReadOnlyList<AttemptView> AttemptLog { get; init; }

    public static DeliveryDetailView Of(DeliveryDetail detail, Engine engine)
    {
        var line = Of(detail.Summary, engine);
        return new DeliveryDetailView
        {
            Id = line.Id,
            EventId = line.EventId,
            Source = line.Source,
            Type = line.Type,
            Key = line.Key,
            Destination = line.Destination,
            State = line.State,
            WaitingFor = line.WaitingFor,
            Attempts = line.Attempts,
            NextAttemptAt = line.NextAttemptAt,
            LastStatus = line.LastStatus,
            LastError = line.LastError,
            SettledAt = line.SettledAt,
            AttemptLog = [.. detail.Attempts.Select(AttemptView.Of)],
        };
    }
}

/// <summary>One try of a delivery.</summary>
internal sealed record AttemptView
{
    public required int Number { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required double DurationMs { get; init; }

    public required string Node { get; init; }

    /// <summary><c>success</c>, <c>retryable</c>, <c>permanent</c> or <c>ambiguous</c>.</summary>
    public required string Outcome { get; init; }

    public int? Status { get; init; }

    public string? Error { get; init; }

    public required IReadOnlyDictionary<string, string> RequestHeaders { get; init; }

    public required IReadOnlyDictionary<string, string> ResponseHeaders { get; init; }

    /// <summary>The start of the answer's body as text; bytes that are not UTF-8 show as U+FFFD.</summary>
    public required string ResponseBody { get; init; }

    public required string Decision { get; init; }

    public static AttemptView Of(Attempt attempt) => new()
    {
        Number = attempt.Number,
        StartedAt = attempt.StartedAt,
        DurationMs = Math.Round(attempt.Duration.TotalMilliseconds, 3),
        Node = attempt.Node,
        Outcome = attempt.Outcome switch
        {
            Model.Outcome.Success => "success",
            Model.Outcome.Retryable => "retryable",
            Model.Outcome.Permanent => "permanent",
            Model.Outcome.Ambiguous => "ambiguous",
            _ => throw new System.Diagnostics.UnreachableException(),
        },
        Status = attempt.Status,
        Error = attempt.Error,
        RequestHeaders = HeaderView.Of(attempt.RequestHeaders),
        ResponseHeaders = HeaderView.Of(attempt.ResponseHeaders),
        ResponseBody = System.Text.Encoding.UTF8.GetString(attempt.ResponseBody.Span),
        Decision = attempt.Decision,
    };
}
