using System.Globalization;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Simulation.InMemory;
using Breakwater.Simulation.Sailing;
using Breakwater.Simulation.Scenarios;

namespace Breakwater.Simulation.Judging;

/// <summary>What the store has committed and what the configuration says, as a judge looks it up.</summary>
internal sealed class Truth(Rows rows, Course course)
{
    private readonly Dictionary<DeliveryId, string> names = [];
    private readonly Ways before = new(course.Settings);
    private readonly Ways after = new(course.Last);
    private readonly bool scripts = course.Last.Routes.Any(route => route.Transform is not null);
    private readonly Dictionary<DeliveryId, (Line? Line, OnDead OnDead)> places = [];
    private readonly Dictionary<Line, List<DeliveryRow>> lines = [];

    public Course Course => course;

    public Rows Rows => rows;

    /// <summary>Whether a clock jumps: where clocks differ by more than stores allow for, the turn of a key may be given twice.</summary>
    public bool ClocksJump { get; } = course.Troubles.Any(trouble => trouble.Kind == TroubleKind.ClockJump);

    /// <summary>The event of a platform's id.</summary>
    public EventRow? Event(string source, string id) => rows.Identities.GetValueOrDefault((source, id));

    public DeliveryRow? Delivery(DeliveryId id) => rows.Deliveries.GetValueOrDefault(id.Value);

    /// <summary>The policy of a destination; null for one that there is none of.</summary>
    public DestinationSettings? Destination(string name) => course.Last.Destinations.GetValueOrDefault(name);

    /// <summary>What people call the event of a delivery: its platform's id.</summary>
    public string NameOf(DeliveryId id)
    {
        if (!names.TryGetValue(id, out var name))
        {
            names[id] = name = Delivery(id) is { } row ? row.Event.IdempotencyId : id.ToString();
        }

        return name;
    }

    /// <summary>A delivery was made: it takes its place among those of its line.</summary>
    public void Added(DeliveryRow row)
    {
        if (LineOf(row) is { } line)
        {
            (lines.TryGetValue(line, out var members) ? members : lines[line] = []).Add(row);
        }
    }

    /// <summary>A delivery was removed.</summary>
    public void Removed(DeliveryRow row)
    {
        if (places.Remove(row.Stored.Id, out var place) && place.Line is { } line)
        {
            lines[line].Remove(row);
        }
    }

    /// <summary>Where an event goes by the routes, before the reload or after it; what an entity has to apply first is not among it.</summary>
    public IReadOnlyList<string> PlanOf(Event evt, bool reloaded) =>
        [.. (reloaded ? after : before).Of(evt).Where(route => route.Entity is null).SelectMany(route => route.To).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The line in which a delivery goes; null where its event goes without order.</summary>
    public Line? LineOf(DeliveryRow row) => PlaceOf(row).Line;

    /// <summary>All deliveries of the line of one; none where its event goes without order.</summary>
    public IReadOnlyList<DeliveryRow> MembersOf(DeliveryRow row) => LineOf(row) is { } line && lines.TryGetValue(line, out var members) ? members : [];

    /// <summary>Whether a script makes what a destination receives of an event.</summary>
    public bool IsTransformed(DeliveryRow row) => scripts
        && after.Of(row.Event).Any(route => route.Transform is not null && route.To.Contains(row.Stored.Destination));

    /// <summary>Whether a delivery waits for a person: it may have taken effect, its destination is paused, or one of its key before it holds it.</summary>
    public bool WaitsForPeople(DeliveryRow row) => rows.Pauses.ContainsKey(row.Stored.Destination)
        || row.Stored.Ambiguity == Ambiguity.Held
        || (row.Stored.NextAttemptAt is null && MembersOf(row).Any(other => other.Stored is { State: DeliveryState.Waiting, Ambiguity: Ambiguity.Held }))
        || (row.Stored.NextAttemptAt is null && PlaceOf(row) is { Line: not null, OnDead: OnDead.Hold }
            && MembersOf(row).Any(other => other.Stored.State == DeliveryState.Dead && other.Stored.Turn?.OnDead == OnDead.Hold
                && (string.CompareOrdinal(other.Place, row.Place), other.Stored.Id.CompareTo(row.Stored.Id)) is ( < 0, _) or (0, < 0)));

    /// <summary>Whether one delivery of a key goes before another: by version where both have one, else as they were recorded.</summary>
    public static bool Goes(DeliveryRow one, DeliveryRow before)
    {
        var (rank, than) = (VersionRank.Of(one.Event.Version), VersionRank.Of(before.Event.Version));
        return VersionRank.AreComparable(rank, than) && rank != than
            ? string.CompareOrdinal(rank, than) < 0
            : one.Stored.Id.CompareTo(before.Stored.Id) < 0;
    }

    /// <summary>Breaks a promise.</summary>
    public static void Break(string promise, string about, string text) => throw new BreachException(new Breach(promise, about, text));

    private (Line? Line, OnDead OnDead) PlaceOf(DeliveryRow row)
    {
        if (!places.TryGetValue(row.Stored.Id, out var place))
        {
            places[row.Stored.Id] = place = FindPlace(row.Stored, row.Event);
        }

        return place;
    }

    /// <summary>The strictest order in which a route leads it there: by key before the latest, hold before skip.</summary>
    private (Line? Line, OnDead OnDead) FindPlace(Delivery delivery, Event evt)
    {
        var routes = after.Of(evt).Where(route => route.To.Contains(delivery.Destination)).ToList();
        var ordered = routes.Where(route => route.Entity is null && route.Order != DeliveryOrder.None).ToList();
        var strict = ordered.Exists(route => route.Order == DeliveryOrder.Key) ? DeliveryOrder.Key : DeliveryOrder.Latest;
        if (ordered.Count > 0 && evt.Key is { } key)
        {
            var holds = ordered.Exists(route => route.Order == strict && route.OnDead == OnDead.Hold);
            return (new Line(delivery.Destination, key, Entity: false), holds ? OnDead.Hold : OnDead.Skip);
        }

        var entity = routes.Where(route => route.Entity is not null).ToList();
        return entity.Count > 0 && delivery.Turn is { } turn
            ? (new Line(delivery.Destination, turn.Line.ToString("x", CultureInfo.InvariantCulture), Entity: true), turn.OnDead)
            : (null, OnDead.Hold);
    }
}

/// <summary>What goes in order: the events of one key at one destination, or those that one entity applied.</summary>
/// <param name="Destination">The destination.</param>
/// <param name="Key">The key; of an entity the line that it goes in.</param>
/// <param name="Entity">Whether an entity decides the order.</param>
internal sealed record Line(string Destination, string Key, bool Entity);
