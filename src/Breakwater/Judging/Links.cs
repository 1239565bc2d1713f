using Breakwater.Configuration;
using Breakwater.Model;

namespace Breakwater.Judging;

/// <summary>
/// Other names of entities, each a row of its own beside them: its state is the key of the entity, once that is known, and until then events
/// that are found by it wait in it. So what holds for entities holds for names: they are locked, judged and let go in the same way. Pure.
/// </summary>
public static class Links
{
    private const string Suffix = " link";

    /// <summary>A name that nobody uses anew is written again at most so often, to be kept.</summary>
    private static readonly TimeSpan Renewed = TimeSpan.FromDays(1);

    /// <summary>The kind under which names of a kind of entity are kept: no kind that is configured has a blank in its name.</summary>
    public static string TypeOf(string type) => type + Suffix;

    /// <summary>True for a kind of names.</summary>
    public static bool IsLink(string type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.EndsWith(Suffix, StringComparison.Ordinal);
    }

    /// <summary>An event comes whose name nothing has said yet: it waits.</summary>
    /// <param name="known">The name's row; null where it is new.</param>
    /// <param name="waiting">How many wait in it.</param>
    /// <param name="claim">What the event says.</param>
    /// <param name="evt">The event.</param>
    internal static EntityChange Wait(Entity? known, int waiting, Claim claim, Event evt)
    {
        var row = Row(known, claim.Rules, claim.Link!, evt.ReceivedAt);
        var full = waiting >= Limits.EntityEarly;
        var why = $"waits for its link {claim.Link!.Value}";
        var said = Said(claim, evt) with
        {
            Number = row.Judged + 1,
            Verdict = full ? EntityVerdict.Conflict : EntityVerdict.Early,
            Why = full ? $"{why}, and {waiting} others wait already" : why,
            JudgedAt = evt.ReceivedAt,
            Until = full ? null : evt.ReceivedAt + claim.Rules.Wait,
            Parked = full ? [] : claim.Deliveries,
        };
        return new EntityChange(
            row with { Judged = said.Number, Early = waiting + (full ? 0 : 1), Conflicts = row.Conflicts + (full ? 1 : 0), ChangedAt = evt.ReceivedAt }, [said], []);
    }

    /// <summary>An event says whose a name is; what waited for it is let go.</summary>
    /// <returns>Null where nothing changes.</returns>
    internal static EntityChange? Learn(Entity? known, IReadOnlyList<EntityEvent> waiting, EntityRules rules, EntityLink link, string key, DateTimeOffset now) =>
        known?.State == key && waiting.Count == 0 && now - known.ChangedAt < Renewed
            ? null
            : new EntityChange(
                Row(known, rules, link, now) is var row && row.Judged > 0
                    ? row with { State = key, Early = 0, Flagged = 0, ChangedAt = now }
                    : row with { State = key, Judged = 1 },
                [],
                [])
            {
                Gone = [.. waiting.Select(evt => evt.Number)],
            };

    /// <summary>An event as a line of a history, before it is judged.</summary>
    internal static EntityEvent Said(Claim claim, Event evt) => new()
    {
        Number = 0,
        EventId = evt.Id,
        Source = evt.Source,
        Type = evt.Type,
        State = claim.State,
        Version = claim.Version,
        At = evt.ReceivedAt,
        Verdict = EntityVerdict.Early,
        Why = "",
        Parked = claim.Deliveries,
    };

    private static Entity Row(Entity? known, EntityRules rules, EntityLink link, DateTimeOffset now) =>
        known ?? new Entity { Id = link.NewId, Type = TypeOf(rules.Type), Key = link.Value, ChangedAt = now };
}
