namespace Breakwater.Simulation.Judging;

/// <summary>
/// P9: a destination that fails as a whole is probed by one delivery at a time until one is answered. Counted more strictly than a
/// breaker counts, so that where this says open every breaker is: 503 may be a lowered pace, and clocks that jump make both begin anew.
/// </summary>
internal sealed class OneProbe(Truth truth) : IPromise
{
    /// <summary>A breaker stays open for at most so many times its setting, jitter included.</summary>
    private const double Longest = 4.8;

    /// <summary>What is already at the gangway when the answer comes goes.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<(string Node, string Destination), Counted> lines = [];
    private readonly Dictionary<string, (int Failures, long Last)> failures = new(StringComparer.Ordinal);

    /// <summary>How often one opened.</summary>
    public int Opened { get; private set; }

    /// <summary>Whether a breaker of a destination may be open, or a probe may be waited for.</summary>
    public bool MayBeShut(string destination, long now) => BreakerOf(destination) is { Enabled: true } breaker
        && failures.TryGetValue(destination, out var failed) && failed.Failures >= breaker.Minimum
        && now - failed.Last < ((breaker.Open * Longest) + TimeSpan.FromSeconds(20)).Ticks;

    /// <inheritdoc />
    public void Hear(Fact fact)
    {
        switch (fact)
        {
            case Fact.Begun { Request: var request }:
                Judge(request, fact.At);
                break;
            case Fact.Ended { Request: var request }:
                Count(request, fact.At);
                break;
            case Fact.Disturbed or Fact.WentBack:
                // What was answered still stands against it: the engine may remember that.
                foreach (var line in lines.Values)
                {
                    line.Forgive();
                }

                break;
        }
    }

    /// <inheritdoc />
    public void End()
    {
    }

    private Configuration.BreakerSettings? BreakerOf(string name) =>
        truth.Destination(name)?.Breaker;

    private void Judge(Request request, long now)
    {
        if (!lines.TryGetValue((request.Node, request.Destination), out var line) || line.OpenSince is not { } since || now <= since + Window.Ticks)
        {
            return;
        }

        line.Probes.RemoveAll(probe => probe.EndedAt is not null);
        if (line.Probes.Count > 0)
        {
            Truth.Break("P9", truth.NameOf(request.Delivery), $"{request.Node} sent {request.Delivery} to {request.Destination}, which fails, while {line.Probes[0].Delivery} was probing it");
        }

        line.Probes.Add(request);
    }

    private void Count(Request request, long now)
    {
        if (BreakerOf(request.Destination) is not { Enabled: true } breaker)
        {
            return;
        }

        var key = (request.Node, request.Destination);
        var line = lines.TryGetValue(key, out var known) ? known : lines[key] = new Counted();
        if (request.Status is null or >= 500)
        {
            failures[request.Destination] = (failures.GetValueOrDefault(request.Destination).Failures + 1, now);
        }

        var failed = !request.IsFinal && request.Status is null or (>= 500 and not 503);
        line.Ended.RemoveAll(at => at < now - (2 * breaker.Window).Ticks);
        line.Ended.Add(now);
        if (!failed)
        {
            // An answer closes it, where it came to a probe, and then it counts anew.
            line.Forgive();
        }
        else
        {
            line.Failed.Add(now);
            if (line.OpenSince is null && IsOpen(line, breaker, now))
            {
                line.OpenSince = now;
                Opened++;
            }
        }
    }

    private static bool IsOpen(Counted line, Configuration.BreakerSettings breaker, long now)
    {
        var lately = line.Failed.Count(at => at > now - (breaker.Window / 2).Ticks);
        return lately >= breaker.Minimum && lately >= breaker.Failures * line.Ended.Count;
    }

    private sealed class Counted
    {
        public List<long> Ended { get; } = [];

        /// <summary>Failures since the last answer.</summary>
        public List<long> Failed { get; } = [];

        public long? OpenSince { get; set; }

        public List<Request> Probes { get; } = [];

        public void Forgive()
        {
            Failed.Clear();
            OpenSince = null;
            Probes.Clear();
        }
    }
}
