using Breakwater.Judging;
using Breakwater.Model;
using Breakwater.Running;
using Breakwater.Storage;

namespace Breakwater.AspNetCore.Api;

/// <summary>An entity as a line of a list.</summary>
internal sealed record EntityLine
{
    public required string Type { get; init; }

    public required string Key { get; init; }

    public required string? State { get; init; }

    public required string? Version { get; init; }

    public required bool Drift { get; init; }

    public required int Early { get; init; }

    public required int Flagged { get; init; }

    public required int Conflicts { get; init; }

    public required long Undelivered { get; init; }

    /// <summary>Which destinations know something else, as far as they were asked.</summary>
    public required IReadOnlyList<DifferenceView> Differs { get; init; }

    public required DateTime ChangedAt { get; init; }

    public static EntityLine Of(EntitySummary summary) => new()
    {
        Type = summary.Entity.Type,
        Key = summary.Entity.Key,
        State = summary.Entity.State,
        Version = summary.Entity.Version,
        Drift = summary.Drifts,
        Early = summary.Entity.Early,
        Flagged = summary.Entity.Flagged,
        Conflicts = summary.Entity.Conflicts,
        Undelivered = summary.Undelivered,
        Differs = DifferenceView.Of(summary.Entity),
        ChangedAt = summary.Entity.ChangedAt.UtcDateTime,
    };
}

/// <summary>An entity, whole: why it is in its state, and where everyone stands.</summary>
internal sealed record EntityView
{
    public required string Type { get; init; }

    public required string Key { get; init; }

    public required string? State { get; init; }

    public required string? Version { get; init; }

    public required bool Drift { get; init; }

    public required int Early { get; init; }

    public required int Flagged { get; init; }

    public required int Conflicts { get; init; }

    public required DateTime ChangedAt { get; init; }

    /// <summary>Which destinations know something else, as far as they were asked.</summary>
    public required IReadOnlyList<DifferenceView> Differs { get; init; }

    public required IReadOnlyList<EntityEventView> History { get; init; }

    public required IReadOnlyList<StandingView> Destinations { get; init; }

    public static EntityView Of(EntityDetail detail, Engine engine)
    {
        var entity = detail.Entity;
        var standings = Standing.Of(detail.History, detail.Deliveries);
        return new EntityView
        {
            Type = entity.Type,
            Key = entity.Key,
            State = entity.State,
            Version = entity.Version,
            Drift = entity.Early > 0 || entity.Conflicts > 0 || entity.Differs.Count > 0 || standings.Any(standing => standing.Stand != Stand.InSync),
            Early = entity.Early,
            Flagged = entity.Flagged,
            Conflicts = entity.Conflicts,
            ChangedAt = entity.ChangedAt.UtcDateTime,
            Differs = DifferenceView.Of(entity),
            History = [.. detail.History.Select(EntityEventView.Of)],
            Destinations = [.. standings.Select(standing => StandingView.Of(standing, engine))],
        };
    }
}

/// <summary>What a destination knows otherwise.</summary>
internal sealed record DifferenceView
{
    public required string Destination { get; init; }

    public required string Why { get; init; }

    public required DateTime At { get; init; }

    public static IReadOnlyList<DifferenceView> Of(Entity entity) =>
        [.. entity.Differs.Select(one => new DifferenceView { Destination = one.Destination, Why = one.Why, At = one.At.UtcDateTime })];
}

/// <summary>An event in the history of an entity.</summary>
internal sealed record EntityEventView
{
    public required long Number { get; init; }

    public required string EventId { get; init; }

    public required string Source { get; init; }

    public required string? Type { get; init; }

    public required string State { get; init; }

    public required string? Version { get; init; }

    public required DateTime ReceivedAt { get; init; }

    public required string Verdict { get; init; }

    public required string Why { get; init; }

    public required DateTime? WaitsUntil { get; init; }

    public required bool Flagged { get; init; }

    public required long? Applied { get; init; }

    public required DateTime JudgedAt { get; init; }

    public static EntityEventView Of(EntityEvent evt) => new()
    {
        Number = evt.Number,
        EventId = evt.EventId.ToString(),
        Source = evt.Source,
        Type = evt.Type,
        State = evt.State,
        Version = evt.Version,
        ReceivedAt = evt.At.UtcDateTime,
        Verdict = Words.Of(evt.Verdict),
        Why = evt.Why,
        WaitsUntil = evt.Until?.UtcDateTime,
        Flagged = evt.Flagged,
        Applied = evt.Turn,
        JudgedAt = evt.JudgedAt.UtcDateTime,
    };
}

/// <summary>Where a destination stands with an entity.</summary>
internal sealed record StandingView
{
    public required string Destination { get; init; }

    public required string State { get; init; }

    public required string? Has { get; init; }

    public required DateTime? Since { get; init; }

    public required string? Why { get; init; }

    public required string EventId { get; init; }

    public required string DeliveryId { get; init; }

    public static StandingView Of(Standing standing, Engine engine) => new()
    {
        Destination = standing.Destination,
        State = Words.Of(standing.Stand),
        Has = standing.Has,
        Since = standing.Since?.UtcDateTime,
        Why = standing.Stand switch
        {
            Stand.Behind => Behind(standing.Delivery, engine),
            Stand.Failed => standing.Delivery.State == DeliveryState.Cancelled ? "given up by a person" : standing.Delivery.LastError ?? "given up",
            _ => null,
        },
        EventId = standing.Delivery.EventId.ToString(),
        DeliveryId = standing.Delivery.Id.ToString(),
    };

    private static string Behind(Delivery delivery, Engine engine)
    {
        var waits = $"waits for {engine.WaitingFor(delivery)}";
        return delivery.LastError is { } error ? $"{waits}; the last attempt: {error}" : waits;
    }
}
