namespace Breakwater.Simulation.Judging;

/// <summary>P3: an event and each route that matches it make exactly one delivery; one replay makes at most one more for each.</summary>
internal sealed class EveryMatchIsDelivered(Truth truth) : IPromise
{
    private readonly Dictionary<(Model.EventId, string), int> again = [];

    /// <summary>Somebody sends an event again, and how many deliveries that may make at most for each destination.</summary>
    public void Allow(Model.EventId id, string destination) => again[(id, destination)] = again.GetValueOrDefault((id, destination)) + 1;

    /// <inheritdoc />
    public void Hear(Fact fact)
    {
        if (fact is Fact.Recorded { Recording: var recording })
        {
            if (recording.Event.Source == Alerting.AlertKinds.Source)
            {
                // An alert does not go to the destination that it is about.
                return;
            }

            var made = recording.Deliveries.Select(delivery => delivery.Destination).Order(StringComparer.Ordinal).ToList();
            if (!made.SequenceEqual(truth.PlanOf(recording.Event, reloaded: false)) && !made.SequenceEqual(truth.PlanOf(recording.Event, reloaded: true)))
            {
                Truth.Break("P3", recording.Event.IdempotencyId, $"{recording.Event.IdempotencyId} was recorded with deliveries to [{string.Join(", ", made)}]");
            }
        }
    }

    /// <inheritdoc />
    public void End()
    {
        foreach (var row in truth.Rows.Events.Values)
        {
            foreach (var same in row.Deliveries.Where(delivery => delivery.Delivery is { Replay: null, InsteadOf: null }).GroupBy(delivery => delivery.Delivery.Destination))
            {
                var allowed = 1 + again.GetValueOrDefault((row.Event.Id, same.Key));
                if (same.Count() > allowed)
                {
                    Truth.Break("P3", row.Event.IdempotencyId, $"{row.Event.IdempotencyId} has {same.Count()} deliveries to {same.Key}, and {allowed} were asked for");
                }
            }

            foreach (var same in row.Deliveries.Where(delivery => delivery.Delivery is { Replay: not null, InsteadOf: null }).GroupBy(delivery => (delivery.Delivery.Destination, delivery.Delivery.Replay)))
            {
                if (same.Count() > 1)
                {
                    Truth.Break("P3", row.Event.IdempotencyId, $"one replay sent {row.Event.IdempotencyId} to {same.Key.Destination} {same.Count()} times");
                }
            }
        }
    }
}
