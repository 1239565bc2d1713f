using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Storage;

namespace Breakwater.Running;

/// <summary>How things stand, in figures and in words: each destination, and what a waiting delivery waits for.</summary>
internal sealed class Standing(IDeliveryStore store, Dispatcher dispatcher, DestinationMeters meters, TimeProvider clock)
{
    /// <summary>Each destination that is configured or still owed something, in the order of their names.</summary>
    public async Task<IReadOnlyList<DestinationHealth>> DestinationsAsync(Settings settings, CancellationToken cancellation)
    {
        var backlogs = (await store.BacklogsAsync(cancellation)).ToDictionary(backlog => backlog.Destination);
        return
        [
            .. settings.Destinations.Keys.Union(backlogs.Keys).Order(StringComparer.Ordinal).Select(name =>
            {
                var standing = dispatcher.Find(name)?.Standing ?? default;
                var backlog = backlogs.GetValueOrDefault(name);
                return meters.Measure(name) with
                {
                    Waiting = backlog?.Waiting ?? 0,
                    OldestWaitingAt = backlog?.OldestAt,
                    InFlight = standing.UnderWay,
                    InMemory = standing.Held,
                };
            }),
        ];
    }

    /// <summary>What a delivery waits for, in words that follow "waiting for"; null when it is terminal.</summary>
    public string? WaitingFor(Delivery delivery, Settings settings)
    {
        if (delivery.State != DeliveryState.Waiting)
        {
            return null;
        }

        if (!settings.Destinations.ContainsKey(delivery.Destination) || dispatcher.Find(delivery.Destination) is not { } line)
        {
            return $"the destination {delivery.Destination} to be configured again";
        }

        var now = clock.GetUtcNow();
        return line.StageOf(delivery.Id) switch
        {
            LineStage.UnderWay => "the attempt under way",
            _ when dispatcher.IsPaused => "the store to commit again",
            _ when delivery.NextAttemptAt > now => $"its time, {delivery.NextAttemptAt:yyyy-MM-dd'T'HH:mm:ss'Z'}",
            _ when line.Standing.HoldUntil is { } until && until > now => $"the destination, which asked for no request before {until:yyyy-MM-dd'T'HH:mm:ss'Z'}",
            _ => "its turn",
        };
    }
}
