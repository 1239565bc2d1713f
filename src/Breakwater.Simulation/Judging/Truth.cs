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

    /// <summary>Breaks a promise.</summary>
    public static void Break(string promise, string about, string text) => throw new BreachException(new Breach(promise, about, text));
}
