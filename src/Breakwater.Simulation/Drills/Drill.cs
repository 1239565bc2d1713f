using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Simulation.InMemory;
using Breakwater.Simulation.Sailing;
using Breakwater.Simulation.Scenarios;
using Breakwater.Simulation.Scheduling;

namespace Breakwater.Simulation.Drills;

/// <summary>
/// A rehearsal: the user's own configuration, in the real engine, against platforms that misbehave. Time, network and store are simulated;
/// the same order gives the same report.
/// </summary>
internal static class Drill
{
    /// <summary>When the last platform has tried again what the last restart had kept out.</summary>
    private static readonly TimeSpan Tail = TimeSpan.FromMinutes(10);

    /// <summary>By how much more the outages are outlasted at each try.</summary>
    private static readonly double[] Tries = [1, 1.7];

    /// <summary>Runs a drill on this thread, and once or twice more where a policy gave up too early, with one that ought not to.</summary>
    /// <param name="order">What was asked for.</param>
    /// <param name="passed">Told now and then which run it is, from 0, and how much simulated time has passed; null for nobody.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static DrillReport Run(DrillOrder order, Action<int, TimeSpan>? passed, CancellationToken cancellation)
    {
        var first = Sail(order, time => passed?.Invoke(0, time), cancellation);
        var destinations = first.Destinations;
        Trial? trial = null;
        for (var run = 0; run < Tries.Length && first.Result.Breach is null && (trial?.Left ?? destinations.Sum(seen => seen.Impatient)) > 0; run++)
        {
            var number = run + 1;
            var settings = Trial.Patient(order.Settings, destinations, Tries[run]);
            trial = new Trial(settings, Sail(order with { Settings = settings }, time => passed?.Invoke(number, time), cancellation).Destinations);
        }

        var report = Report(order, first);
        return report.Breach is null ? report with { Advice = new Advisor(order.Settings, trial).Of(report) } : report;
    }

    private static Passage Sail(DrillOrder order, Action<TimeSpan> passed, CancellationToken cancellation)
    {
        var (settings, unsigned) = Rehearsed.Of(order.Settings, SimulatedClock.Beginning);
        var course = new Course
        {
            Seed = order.Seed,
            Order = order.Seed,
            Settings = settings,
            Postings = new Traffic(order, settings).Make(),
            Troubles = new Storms(order.Seed, order.Time).Make(settings.Destinations.Keys),
            Length = order.Time + Tail,
            MostSteps = long.MaxValue,
        };
        var rows = new Rows();
        var log = new DrillLog(course.Postings, id => rows.Deliveries.GetValueOrDefault(id.Value));
        var result = Voyage.Run(course, new Lookout { Rows = rows, Hears = log.Hear, Passed = passed, Cancellation = cancellation });
        return new Passage(course, log, result, Destinations(course, log, result), unsigned);
    }

    private static DrillReport Report(DrillOrder order, Passage passage)
    {
        var (course, log, result, destinations, unsigned) = passage;
        return new DrillReport
        {
            Seed = order.Seed,
            Time = order.Time,
            Events = course.Postings.Count,
            PerMinute = order.Rate,
            Kills = course.Troubles.Count(trouble => trouble.Kind == TroubleKind.Kill),
            Stops = course.Troubles.Count(trouble => trouble.Kind == TroubleKind.Stop),
            StoreFailures = course.Troubles.Count(trouble => trouble.Kind is TroubleKind.StoreFails or TroubleKind.StoreSlow or TroubleKind.StoreLosesAnswers),
            Breach = result.Breach,
            Sources = [.. order.Settings.Sources.Keys.Order(StringComparer.Ordinal).Select(name => SourceOf(name, course, log))],
            Destinations = destinations,
            Entities = [.. order.Settings.Entities.Keys.Order(StringComparer.Ordinal).Select(type => EntityOf(type, result.Rows))],
            Advice = [],
            Notes = Notes(order.Settings, unsigned),
        };
    }

    private static IReadOnlyList<DestinationSeen> Destinations(Course course, DrillLog log, VoyageResult result)
    {
        var rows = log.Gone.SelectMany(evt => evt.Deliveries).Concat(result.Rows.Deliveries.Values).ToLookup(row => row.Stored.Destination);
        var end = SimulatedClock.Beginning + result.Time;
        return
        [
            .. course.Settings.Destinations.Values.OrderBy(destination => destination.Name, StringComparer.Ordinal)
                .Select(destination => new Shore(
                    destination.Name, [.. rows[destination.Name]], Storms.Outages(course.Troubles, destination.Name), log, destination.Retry, end).Look()),
        ];
    }

    private static SourceSeen SourceOf(string name, Course course, DrillLog log)
    {
        var sent = course.Postings.Where(posting => posting.Source == name).ToList();
        var count = log.Of(name);
        return new SourceSeen
        {
            Name = name,
            Events = sent.Count,
            Recorded = count.Recorded,
            Duplicates = count.Duplicates,
            Anew = count.Anew,
            Late = sent.LongCount(posting => posting.At - posting.Happened > TimeSpan.FromMinutes(1)),
            Refused = count.Refused,
            Refusal = count.Refusal,
            Dropped = count.Dropped,
        };
    }

    private static EntitySeen EntityOf(string type, Rows rows)
    {
        var entities = rows.Entities.Values.Where(row => row.Entity.Type == type).ToList();
        var events = entities.SelectMany(row => row.History.Values).ToList();
        long Count(EntityVerdict verdict) => events.LongCount(evt => evt.Verdict == verdict);
        return new EntitySeen
        {
            Type = type,
            Entities = entities.Count,
            Applied = Count(EntityVerdict.Applied),
            Duplicate = Count(EntityVerdict.Duplicate),
            Stale = Count(EntityVerdict.Stale),
            Early = events.LongCount(evt => evt.Verdict == EntityVerdict.Early || evt.JudgedAt > evt.At),
            Flagged = events.LongCount(evt => evt.Flagged),
            Conflict = Count(EntityVerdict.Conflict),
        };
    }

    private static List<string> Notes(Settings settings, IReadOnlyList<string> unsigned)
    {
        var notes = new List<string>();
        if (settings.Store.Postgres is not null)
        {
            notes.Add("one node on a store in memory stands for your nodes on PostgreSQL");
        }

        if (unsigned.Count > 0)
        {
            notes.Add($"only their platforms can sign for {string.Join(", ", unsigned)}: their requests came unsigned and were believed");
        }

        if (settings.Routes.Any(route => route.Transform is not null))
        {
            notes.Add("transforms ran as they will; how long they take depends on this machine");
        }

        return notes;
    }

    /// <summary>One run and what came of it.</summary>
    private sealed record Passage(Course Course, DrillLog Log, VoyageResult Result, IReadOnlyList<DestinationSeen> Destinations, IReadOnlyList<string> Unsigned);
}
