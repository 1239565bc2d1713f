using System.Globalization;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Simulation.InMemory;
using Breakwater.Simulation.Scheduling;

namespace Breakwater.Simulation.Drills;

/// <summary>What one destination saw: its deliveries as they stand at the end, beside the outages that it had.</summary>
internal sealed class Shore(string name, IReadOnlyList<DeliveryRow> rows, IReadOnlyList<Outage> outages, DrillLog log, RetrySettings? policy, DateTimeOffset end)
{
    private static readonly TimeSpan LongWait = TimeSpan.FromMinutes(1);

    public DestinationSeen Look()
    {
        var dead = rows.Where(row => row.Stored.State == DeliveryState.Dead).OrderBy(row => row.Stored.SettledAt).ThenBy(row => row.Stored.Id).ToList();
        var lost = outages.Where(outage => dead.Exists(row => ReasonOf(row) != GaveUp.Permanent && Meets(outage, row.Stored.SettledAt!.Value))).ToList();
        var held = Held();
        return new DestinationSeen
        {
            Name = name,
            Deliveries = rows.Count,
            Delivered = Count(DeliveryState.Delivered),
            Stale = Count(DeliveryState.Stale),
            Waiting = Count(DeliveryState.Waiting),
            Attempts = log.AttemptsTo(name),
            Repeated = log.RepeatedAt(name),
            Lateness = Lateness(),
            Dead = dead.GroupBy(ReasonOf).OrderBy(group => group.Key).ToDictionary(group => group.Key, group => (long)group.Count()),
            Final = Final(dead),
            First = dead.Count == 0 ? null : (ReasonOf(dead[0]), dead[0].Stored.SettledAt!.Value - dead[0].Stored.Since),
            Outages = outages.Count,
            LongestOutage = outages.Select(outage => outage.Length).DefaultIfEmpty().Max(),
            LongestSurvived = outages.Except(lost).Select(outage => outage.Length).DefaultIfEmpty().Max(),
            LongestLost = lost.Count == 0 ? null : lost.Max(outage => outage.Length),
            HeldKeys = held.Keys,
            LongestHeld = held.Longest,
            HeldForPeople = held.ForPeople,
            Overwritten = log.OverwrittenAt(name),
            CaughtUp = CaughtUp(),
            Ambiguous = rows.Sum(row => row.Attempts.Values.LongCount(attempt => attempt.Outcome == Outcome.Ambiguous)),
        };
    }

    private long Count(DeliveryState state) => rows.LongCount(row => row.Stored.State == state);

    private Lateness? Lateness()
    {
        var waits = rows.Where(row => row.Stored.State == DeliveryState.Delivered).Select(row => row.Stored.SettledAt!.Value - row.Event.ReceivedAt).Order().ToList();
        TimeSpan At(double share) => waits[Math.Max(0, (int)Math.Ceiling(share * waits.Count) - 1)];
        return waits.Count == 0 ? null : new Lateness(At(0.5), At(0.95), At(0.99), waits[^1]);
    }

    private GaveUp ReasonOf(DeliveryRow row)
    {
        if (row.Attempts.Count == 0 || row.Attempts.Values.Last().Outcome == Outcome.Permanent)
        {
            return GaveUp.Permanent;
        }

        var used = row.Stored.Attempts - row.Stored.AttemptsBefore;
        return policy?.Schedule is { Count: > 0 } schedule
            ? used > schedule.Count ? GaveUp.Schedule : GaveUp.GiveUpAfter
            : used >= policy?.MaxAttempts ? GaveUp.MaxAttempts : GaveUp.GiveUpAfter;
    }

    private IReadOnlyList<(string Answer, long Count)> Final(List<DeliveryRow> dead) =>
    [
        .. dead.Where(row => ReasonOf(row) == GaveUp.Permanent)
            .GroupBy(row => row.Stored.LastStatus?.ToString(CultureInfo.InvariantCulture) ?? row.Stored.LastError ?? "refused")
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, (long)group.Count())),
    ];

    private static bool Meets(Outage outage, DateTimeOffset moment)
    {
        var at = moment - SimulatedClock.Beginning;
        return at >= outage.From && at <= outage.To + LongWait;
    }

    /// <summary>Keys of which one waited for another, by the place that each has among those of its key.</summary>
    private (long Keys, TimeSpan Longest, long ForPeople) Held()
    {
        var (keys, longest, forPeople) = (0L, TimeSpan.Zero, 0L);
        foreach (var line in rows.Where(row => row.Stored.Turn is not null).GroupBy(row => row.Stored.Turn!.Line))
        {
            var members = line.OrderBy(row => row.Place, StringComparer.Ordinal).ThenBy(row => row.Stored.Id).ToList();
            var held = members.Select((row, at) => HeldFor(row, members.Take(at))).DefaultIfEmpty().Max();
            keys += held > LongWait ? 1 : 0;
            longest = held > longest ? held : longest;
            forPeople += members.Exists(row => row.Stored is { State: DeliveryState.Waiting, NextAttemptAt: null }) ? 1 : 0;
        }

        return (keys, longest, forPeople);
    }

    private TimeSpan HeldFor(DeliveryRow row, IEnumerable<DeliveryRow> before)
    {
        var until = row.Event.ReceivedAt;
        foreach (var other in before.Where(other => other.Stored.Since < (row.Stored.SettledAt ?? end)))
        {
            var free = other.Stored.State is DeliveryState.Dead && row.Stored.State == DeliveryState.Waiting ? end : other.Stored.SettledAt ?? end;
            until = free > until ? free : until;
        }

        return until - row.Event.ReceivedAt;
    }

    /// <summary>How long it took to work off what the longest outage had left.</summary>
    private TimeSpan CaughtUp()
    {
        if (outages.MaxBy(outage => outage.Length) is not { } longest)
        {
            return TimeSpan.Zero;
        }

        var (from, to) = (SimulatedClock.Beginning + longest.From, SimulatedClock.Beginning + longest.To);
        return rows.Where(row => row.Stored.State == DeliveryState.Delivered && row.Event.ReceivedAt >= from && row.Event.ReceivedAt <= to)
            .Select(row => row.Stored.SettledAt!.Value - to)
            .Where(wait => wait > TimeSpan.Zero)
            .DefaultIfEmpty()
            .Max();
    }
}
