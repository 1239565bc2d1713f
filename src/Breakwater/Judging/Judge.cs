using Breakwater.Configuration;
using Breakwater.Model;

namespace Breakwater.Judging;

/// <summary>A verdict and why it was made, in words.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Why">Why.</param>
public readonly record struct Judgement(EntityVerdict Verdict, string Why);

/// <summary>
/// What an event that declares a state means for an entity that is in one: a pure function. The graph decides wherever it can. Where both
/// states lie on one cycle it can't, and there the versions of one source do; versions of two sources say nothing of each other.
/// </summary>
public static class Judge
{
    /// <summary>Judges.</summary>
    /// <param name="entity">The entity as it is.</param>
    /// <param name="machine">Its machine.</param>
    /// <param name="source">The event's source.</param>
    /// <param name="state">The state that the event declares.</param>
    /// <param name="version">The event's version.</param>
    public static Judgement Of(Entity entity, StateMachine machine, string source, string state, string? version)
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentNullException.ThrowIfNull(machine);
        var now = entity.State;
        if (!machine.Knows(now) || !machine.Knows(state))
        {
            return new(EntityVerdict.Conflict, $"the state {(machine.Knows(now) ? state : now)} is no longer in the configuration");
        }

        if (machine.IsCyclic(now, state) && ByVersion(entity, machine, source, state, version) is { } decided)
        {
            return decided;
        }

        return machine.Follows(now, state) ? new(EntityVerdict.Applied, now is null ? "it begins here" : $"follows {now}")
            : now == state ? new(EntityVerdict.Duplicate, "it is in this state already")
            : entity.Marks.Any(mark => mark.Source == source && mark.State == state) ? new(EntityVerdict.Duplicate, $"{source} has brought this state already")
            : Ahead(entity, machine, state) is { } missing ? new(EntityVerdict.Early, $"waits for {Words(missing)}")
            : machine.Reaches(state, now) ? new(EntityVerdict.Stale, $"{now} comes after it")
            : new(EntityVerdict.Conflict, $"neither comes after the other: it is in {now}");
    }

    /// <summary>What one comes before another when both could be applied: an event of an earlier state, or an older one.</summary>
    public static bool IsBefore(StateMachine machine, EntityEvent one, EntityEvent other)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        var (ahead, back) = (machine.Reaches(one.State, other.State), machine.Reaches(other.State, one.State));
        return ahead != back ? ahead : ahead && one.Source == other.Source && VersionRank.IsOlder(VersionRank.Of(one.Version), VersionRank.Of(other.Version));
    }

    /// <summary>The states of a list in words: one after the other.</summary>
    public static string Words(IReadOnlyList<string> states) => string.Join(", then ", states);

    /// <summary>What is missing before a state; null where no way leads there, or only one over states that it has been in.</summary>
    private static IReadOnlyList<string>? Ahead(Entity entity, StateMachine machine, string state)
    {
        if (!machine.IsCyclic(entity.State, state))
        {
            return machine.Between(entity.State, state);
        }

        var seen = entity.Marks.Select(mark => mark.State).ToHashSet(StringComparer.Ordinal);
        return seen.Contains(state) ? null : machine.Between(entity.State, state, seen);
    }

    private static Judgement? ByVersion(Entity entity, StateMachine machine, string source, string state, string? version)
    {
        var rank = VersionRank.Of(version);
        if (Newest(entity, source, rank) is not { } last)
        {
            return null;
        }

        var lastRank = VersionRank.Of(last);
        return VersionRank.IsOlder(rank, lastRank) ? new(EntityVerdict.Stale, $"version {version} is older than {last} of {source}, which was applied")
            : VersionRank.IsOlder(lastRank, rank) ? Newer(entity, machine, state, version)
            : entity.Marks.Any(mark => mark.Source == source && mark.State == state && VersionRank.Of(mark.Version) == rank)
                ? new(EntityVerdict.Duplicate, $"{source} has brought this state in version {version} already")
            : new(EntityVerdict.Conflict, $"{source} has brought another state in version {version}");
    }

    private static Judgement Newer(Entity entity, StateMachine machine, string state, string? version) =>
        machine.Follows(entity.State, state)
            ? new(EntityVerdict.Applied, $"follows {entity.State} in version {version}")
            : new(EntityVerdict.Early, $"waits for {Words(machine.Between(entity.State, state)!)}");

    /// <summary>The newest version of a source that compares with this one.</summary>
    private static string? Newest(Entity entity, string source, string? rank)
    {
        string? newest = null;
        foreach (var mark in entity.Marks.Where(mark => mark.Source == source && VersionRank.AreComparable(VersionRank.Of(mark.Version), rank)))
        {
            newest = newest is null || VersionRank.IsOlder(VersionRank.Of(newest), VersionRank.Of(mark.Version)) ? mark.Version : newest;
        }

        return newest;
    }
}
