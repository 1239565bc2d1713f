using System.Globalization;
using System.Text;
using Breakwater.Simulation.Scenarios;

namespace Breakwater.Simulation.Sailing;

/// <summary>Many seeds, on as many threads as are given: each run has one thread to itself.</summary>
internal static class Sweep
{
    /// <summary>Runs seeds until a promise breaks, or all are through.</summary>
    /// <param name="first">The first seed.</param>
    /// <param name="count">How many.</param>
    /// <param name="threads">On how many threads.</param>
    public static SweepResult Run(ulong first, int count, int threads)
    {
        var gate = new Lock();
        var coverage = new Coverage();
        Trial? broken = null;
        var next = -1;
        var done = 0;
        var steps = 0L;
        var time = TimeSpan.Zero;
        void Work()
        {
            var met = new Coverage();
            while (Volatile.Read(ref broken) is null && Interlocked.Increment(ref next) is var index && index < count)
            {
                var result = Voyage.Run(Maker.Make(first + (ulong)index));
                met.Add(result.Result.Coverage);
                lock (gate)
                {
                    done++;
                    steps += result.Result.Steps;
                    time += result.Result.Time;
                    if (result.Breach is not null && (broken is null || result.Scenario.Seed < broken.Scenario.Seed))
                    {
                        broken = result;
                    }
                }
            }

            lock (gate)
            {
                coverage.Add(met);
            }
        }

        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(Work)).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        return new SweepResult(done, steps, time, broken, coverage);
    }

    /// <summary>For tests of a changed engine, loaded beside the real one: how many scenarios it took, which promise broke, and how.</summary>
    public static (int Scenarios, string? Promise, string? Text) Hunt(ulong first, int count, int threads)
    {
        var result = Run(first, count, threads);
        return (result.Scenarios, result.Broken?.Breach?.Promise, result.Broken?.Breach?.Text);
    }

    /// <summary>What a person reads of a broken promise: the smallest scenario that breaks it, and its trace.</summary>
    public static string Explain(Trial broken, bool whole = false)
    {
        var small = Shrinker.Shrink(broken);
        var again = Voyage.Run(small.Scenario, keepTrace: true);
        if (again.Breach is not { } breach)
        {
            return $"seed {small.Scenario.Seed} broke {small.Breach!.Promise}, and not again: something is not decided by the seed. {small.Breach.Text}";
        }

        var text = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"{breach.Promise} is broken: {breach.Text}")
            .AppendLine(CultureInfo.InvariantCulture, $"seed {broken.Scenario.Seed}; the smallest scenario found has {small.Scenario.Nodes} nodes, {small.Scenario.Postings.Count} events, {small.Scenario.Troubles.Count} troubles, order {small.Scenario.Order}:");
        foreach (var posting in small.Scenario.Postings)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {posting.At} {posting.Source} {posting.Id} {posting.Type}, again after [{string.Join(", ", posting.Copies)}]");
        }

        foreach (var trouble in small.Scenario.Troubles)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {trouble.At} {trouble.Kind} for {trouble.For}: node {trouble.Node + 1}, {trouble.Target} {trouble.Amount} {trouble.Point}");
        }

        text.AppendLine("what happened:");
        foreach (var line in (breach.About.Length > 0 && !whole ? again.Result.Trace.About(breach.About) : again.Result.Trace.Lines).TakeLast(200))
        {
            text.AppendLine(line);
        }

        return text.ToString();
    }
}

/// <summary>What came of many runs.</summary>
/// <param name="Scenarios">How many were run.</param>
/// <param name="Steps">How many steps they took together.</param>
/// <param name="Time">How long they were together, in simulated time.</param>
/// <param name="Broken">The one of the lowest seed that broke a promise.</param>
/// <param name="Coverage">Which troubles met which steps.</param>
internal sealed record SweepResult(int Scenarios, long Steps, TimeSpan Time, Trial? Broken, Coverage Coverage);
