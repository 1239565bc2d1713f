using Breakwater.Model;

namespace Breakwater.Judging;

/// <summary>Where a destination stands with an entity.</summary>
public enum Stand
{
    /// <summary>It has what was applied last, of what goes to it.</summary>
    InSync = 0,

    /// <summary>Something waits for it.</summary>
    Behind = 1,

    /// <summary>What was applied last was given up.</summary>
    Failed = 2,
}

/// <summary>What a destination knows of an entity.</summary>
/// <param name="Destination">The destination.</param>
/// <param name="Stand">Where it stands.</param>
/// <param name="Has">The state of the entity in the last event that it took; null where it took none.</param>
/// <param name="Delivery">The delivery that says so: the first that waits, else that of the event that was applied last.</param>
public sealed record Standing(string Destination, Stand Stand, string? Has, Delivery Delivery)
{
    /// <summary>Since when it is not in sync; null where it is.</summary>
    public DateTimeOffset? Since => Stand switch
    {
        Stand.Behind => Delivery.Since,
        Stand.Failed => Delivery.SettledAt,
        _ => null,
    };

    /// <summary>Where everyone stands, by name of the destination: a pure function of the history and of the deliveries of what was applied.</summary>
    public static IReadOnlyList<Standing> Of(IReadOnlyList<EntityEvent> history, IReadOnlyList<Delivery> deliveries)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(deliveries);
        var applied = history.Where(evt => evt.Turn is not null).ToDictionary(evt => evt.EventId);
        return
        [
            .. deliveries.Where(delivery => applied.ContainsKey(delivery.EventId))
                .OrderBy(delivery => applied[delivery.EventId].Turn).ThenBy(delivery => delivery.Id)
                .GroupBy(delivery => delivery.Destination, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => Of(group.Key, [.. group], evt => applied[evt].State)),
        ];
    }

    /// <param name="destination">The destination.</param>
    /// <param name="deliveries">Its deliveries in the order in which their events were applied.</param>
    /// <param name="stateOf">The state that an event brought.</param>
    private static Standing Of(string destination, IReadOnlyList<Delivery> deliveries, Func<EventId, string> stateOf)
    {
        var taken = deliveries.LastOrDefault(delivery => delivery.State == DeliveryState.Delivered);
        var waiting = deliveries.FirstOrDefault(delivery => delivery.State == DeliveryState.Waiting);
        var last = deliveries[^1];
        var stand = waiting is not null ? Stand.Behind : last.State is DeliveryState.Dead or DeliveryState.Cancelled ? Stand.Failed : Stand.InSync;
        return new Standing(destination, stand, taken is null ? null : stateOf(taken.EventId), waiting ?? last);
    }
}
