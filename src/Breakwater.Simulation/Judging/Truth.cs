using System.Globalization;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Simulation.InMemory;
using Breakwater.Simulation.Scenarios;

namespace Breakwater.Simulation.Judging;

/// <summary>What the store has committed, as a judge looks it up.</summary>
internal sealed class Truth(Rows rows, Scenario scenario)
{
    private readonly Dictionary<DeliveryId, string> names = [];

    public Scenario Scenario => scenario;

    public Rows Rows => rows;

    /// <summary>The event of a platform's id.</summary>
    public EventRow? Event(string source, string id) => rows.Identities.GetValueOrDefault((source, id));

    public DeliveryRow? Delivery(DeliveryId id) => rows.Deliveries.GetValueOrDefault(id.Value);

    /// <summary>What people call the event of a delivery: its platform's id.</summary>
    public string NameOf(DeliveryId id)
    {
        if (!names.TryGetValue(id, out var name))
        {
            names[id] = name = Delivery(id) is { } row ? row.Event.IdempotencyId : id.ToString();
        }

        return name;
    }

    /// <summary>Where an event goes by the routes of the scenario, before the reload or after it.</summary>
    public IReadOnlyList<string> PlanOf(Event evt, bool reloaded)
    {
        var plan = scenario.Routes
            .Where(route => route.From.Contains(evt.Source) && (route.Types.Count == 0 || evt.Type!.StartsWith("order.", StringComparison.Ordinal)))
            .SelectMany(route => route.To);
        return [.. (reloaded && scenario.Late is { } late ? plan.Append(late.Name) : plan).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether a clock jumps: where clocks differ by more than stores allow for, the turn of a key may be given twice.</summary>
    public bool ClocksJump { get; } = scenario.Troubles.Any(trouble => trouble.Kind == TroubleKind.ClockJump);

    /// <summary>The route that leads to a destination; null for that of the reload, which has no order.</summary>
    public RouteSettings? RouteTo(string destination) => scenario.Routes.FirstOrDefault(route => route.To.Contains(destination));

    /// <summary>All deliveries of one key at one destination; none where its events go without order.</summary>
    public IEnumerable<DeliveryRow> LineOf(DeliveryRow row) => RouteTo(row.Stored.Destination) is { Order: not DeliveryOrder.None }
        ? rows.Deliveries.Values.Where(other => other.Stored.Destination == row.Stored.Destination && other.Event.Key == row.Event.Key)
        : [];

    /// <summary>Whether a delivery waits for a person: it may have taken effect, its destination is paused, or one of its key before it holds it.</summary>
    public bool WaitsForPeople(DeliveryRow row) => rows.Pauses.ContainsKey(row.Stored.Destination)
        || row.Stored.Ambiguity == Ambiguity.Held
        || (row.Stored.NextAttemptAt is null && LineOf(row).Any(other => other.Stored is { State: DeliveryState.Waiting, Ambiguity: Ambiguity.Held }))
        || (row.Stored.NextAttemptAt is null && RouteTo(row.Stored.Destination) is { OnDead: OnDead.Hold }
            && LineOf(row).Any(other => other.Stored.State == DeliveryState.Dead && other.Stored.Turn?.OnDead == OnDead.Hold
                && (string.CompareOrdinal(other.Place, row.Place), other.Stored.Id.CompareTo(row.Stored.Id)) is ( < 0, _) or (0, < 0)));

    /// <summary>Whether one delivery of a key goes before another: by version where both have one, else as they were recorded.</summary>
    public static bool Goes(DeliveryRow one, DeliveryRow before) =>
        one.Event.Version is { } version && before.Event.Version is { } than && version != than
            ? long.Parse(version, CultureInfo.InvariantCulture) < long.Parse(than, CultureInfo.InvariantCulture)
            : one.Stored.Id.CompareTo(before.Stored.Id) < 0;

    /// <summary>Breaks a promise.</summary>
    public static void Break(string promise, string about, string text) => throw new BreachException(new Breach(promise, about, text));
}
