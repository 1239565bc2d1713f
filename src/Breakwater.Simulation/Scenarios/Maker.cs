using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Simulation.Scheduling;

namespace Breakwater.Simulation.Scenarios;

/// <summary>Makes a scenario from a seed.</summary>
internal static class Maker
{
    private static readonly string[] Sources = ["shop", "crm"];
    private static readonly string[] Types = ["order.created", "order.paid", "user.changed"];
    private static readonly string[] Names = ["billing", "mail", "search", "ledger"];

    /// <summary>The scenario of a seed: the same one always.</summary>
    public static Scenario Make(ulong seed)
    {
        var chance = SeededRandom.For(seed, "scenario");
        var nodes = chance.Next(4) switch { 0 => 2, 1 => 3, _ => 1 };
        var leased = nodes > 1 || chance.OneIn(3);
        var lease = chance.Pick<TimeSpan>([TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30)]);
        // With leases something happens every few seconds; without, days cost nothing.
        var span = leased ? chance.Between(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(8)) : chance.Between(TimeSpan.FromMinutes(1), TimeSpan.FromDays(2));
        IReadOnlyList<Target> targets = [.. Names.Take(1 + chance.Next(Names.Length)).Select(name => TargetOf(name, chance, leased) with { Rate = leased ? null : RateOf(SeededRandom.For(seed, "rate of " + name)) })];
        IReadOnlyList<Posting> postings = [.. Postings(chance, span)];
        targets = [.. Outcomes(targets, SeededRandom.For(seed, "outcomes"))];
        var troubles = new Weather(chance, span, nodes, leased, [.. targets.Select(target => target.Name)], [.. postings.Select(posting => posting.At)]).Make();
        return new Scenario
        {
            Seed = seed,
            Order = seed,
            Nodes = nodes,
            Leased = leased,
            Lease = lease,
            Targets = targets,
            Routes = [.. Routes(targets, chance)],
            Late = troubles.Any(trouble => trouble.Kind == TroubleKind.Reload) ? TargetOf("late", chance, leased) : null,
            Postings = postings,
            Troubles = troubles,
        };
    }

    /// <summary>At some destinations, what follows from silence. Of a chance apart: the rest of a seed's scenario is as without.</summary>
    private static IEnumerable<Target> Outcomes(IReadOnlyList<Target> targets, SeededRandom chance) => targets.Select(target => target with
    {
        OnAmbiguous = chance.Next(8) switch { 0 => OnAmbiguous.Hold, 1 or 2 => OnAmbiguous.Check, _ => OnAmbiguous.Retry },
    });

    private static Target TargetOf(string name, SeededRandom chance, bool leased)
    {
        var most = leased ? TimeSpan.FromMinutes(2) : TimeSpan.FromHours(1);
        var first = chance.Between(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(20));
        var retry = new RetrySettings
        {
            MaxAttempts = 2 + chance.Next(10),
            First = first,
            Factor = 1 + (2 * chance.NextDouble()),
            Max = chance.Between(first, most),
            GiveUpAfter = chance.Between(TimeSpan.FromMinutes(5), TimeSpan.FromHours(24)),
            Schedule = chance.OneIn(5) ? [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60)] : null,
        };
        return new Target(name, retry, chance.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15)), chance.Pick<int>([1, 2, 4, 16]), BreakerOf(chance));
    }

    /// <summary>None, mostly; else from one in two seconds to twenty a second. By chance of its own, so that it moves nothing else.</summary>
    private static double? RateOf(SeededRandom chance) => chance.OneIn(4) ? 0.5 * Math.Pow(40, chance.NextDouble()) : null;

    /// <summary>As it is by default, one that opens soon, or none.</summary>
    private static BreakerSettings BreakerOf(SeededRandom chance) => chance.Next(5) switch
    {
        0 or 1 => new BreakerSettings(),
        2 => new BreakerSettings { Enabled = false },
        _ => new BreakerSettings { Minimum = 2 + chance.Next(5), Open = chance.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)) },
    };

    private static (DeliveryOrder Order, OnDead OnDead) OrderOf(SeededRandom chance) => (
        chance.Next(6) switch { 0 or 1 => DeliveryOrder.Key, 2 => DeliveryOrder.Latest, _ => DeliveryOrder.None },
        chance.OneIn(2) ? OnDead.Hold : OnDead.Skip);

    private static IEnumerable<RouteSettings> Routes(IReadOnlyList<Target> targets, SeededRandom chance)
    {
        var (order, onDead) = OrderOf(chance);
        yield return new RouteSettings { From = Sources, To = [targets[0].Name], Order = order, OnDead = onDead };
        foreach (var target in targets.Skip(1))
        {
            (order, onDead) = OrderOf(chance);
            yield return new RouteSettings
            {
                From = chance.OneIn(2) ? Sources : [chance.Pick(Sources)],
                Types = chance.OneIn(2) ? [] : ["order.*"],
                To = [target.Name],
                Order = order,
                OnDead = onDead,
            };
        }
    }

    private static IEnumerable<Posting> Postings(SeededRandom chance, TimeSpan span)
    {
        var count = chance.OneIn(12) ? 60 + chance.Next(100) : 3 + chance.Next(25);
        var bursts = chance.OneIn(3) ? 1 + chance.Next(3) : 0;
        var moments = Enumerable.Range(0, bursts).Select(_ => span * (0.8 * chance.NextDouble())).ToList();
        var versioned = chance.OneIn(2);
        for (var number = 1; number <= count; number++)
        {
            var (source, id, type, key) = (chance.Pick(Sources), $"e{number}", chance.Pick(Types), $"k{chance.Next(6)}");
            long? version = versioned && !chance.OneIn(6) ? 1 + chance.Next(count) : null;
            yield return new Posting
            {
                Source = source,
                Id = id,
                Type = type,
                Key = key,
                Request = PlainRequest.Of(source, id, type, key, version, padding: chance.OneIn(30) ? 20_000 : chance.Next(200)),
                At = moments.Count > 0 && !chance.OneIn(4) ? chance.Pick(moments) + TimeSpan.FromMilliseconds(chance.Next(20)) : span * (0.8 * chance.NextDouble()),
                Copies = [.. Enumerable.Range(0, chance.OneIn(3) ? 1 + chance.Next(3) : 0).Select(_ => Copy(chance))],
                Retries = [.. Enumerable.Range(0, chance.Next(6)).Select(retry => TimeSpan.FromSeconds(1 + chance.Next(10 * (retry + 1))))],
            };
        }
    }

    /// <summary>At once, soon, or much later: all of them happen.</summary>
    private static TimeSpan Copy(SeededRandom chance) => chance.Next(3) switch
    {
        0 => TimeSpan.FromMilliseconds(chance.Next(3)),
        1 => TimeSpan.FromMilliseconds(chance.Next(2_000)),
        _ => TimeSpan.FromSeconds(chance.Next(60)),
    };
}
