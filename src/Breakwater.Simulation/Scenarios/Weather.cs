using Breakwater.Simulation.Scheduling;

namespace Breakwater.Simulation.Scenarios;

/// <summary>Plans what goes wrong: for every scenario a few kinds of it, so that one trouble is seen alone as well as in company.</summary>
internal sealed class Weather(SeededRandom chance, TimeSpan span, int nodes, bool leased, IReadOnlyList<string> targets, IReadOnlyList<TimeSpan> arrivals)
{
    private static readonly int[] Statuses = [400, 404, 410, 422, 429, 500, 502, 503, 301];

    public IReadOnlyList<Trouble> Make()
    {
        var kinds = Enum.GetValues<TroubleKind>().Where(_ => chance.OneIn(6)).Where(kind => leased || kind is not TroubleKind.Deaf).ToList();
        var troubles = kinds.SelectMany(kind => Enumerable.Range(0, kind == TroubleKind.Reload ? 1 : 1 + chance.Next(4)).Select(_ => Of(kind))).ToList();

        // Who is to be killed in a replay needs one.
        troubles.AddRange(troubles.Where(trouble => trouble is { Kind: TroubleKind.Kill, Point: >= CutPoint.BeforeReplayStep })
            .Select(kill => Of(TroubleKind.BulkReplay) with { At = kill.At + TimeSpan.FromMilliseconds(1 + chance.Next(1_000)) }).ToList());
        return [.. troubles.OrderBy(trouble => trouble.At)];
    }

    private Trouble Of(TroubleKind kind)
    {
        var trouble = new Trouble
        {
            Kind = kind,
            At = Moment(kind),
            Node = chance.Next(nodes),
            Target = chance.Pick(targets),
        };
        return kind switch
        {
            TroubleKind.Kill => trouble with
            {
                For = chance.Between(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(60)),
                Point = chance.Pick(Enum.GetValues<CutPoint>()),
                Amount = chance.Next(40),
            },
            TroubleKind.Stop => trouble with { For = chance.Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30)), Amount = chance.Next(10) },
            TroubleKind.Pause => trouble with { For = chance.Between(TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(2)) },
            TroubleKind.ClockJump => trouble with { Amount = chance.Pick<int>([-7_200, -3_600, -600, -5, 2, 60, 3_600, 86_400]) },
            TroubleKind.StoreFails or TroubleKind.StoreCut or TroubleKind.StoreSlow or TroubleKind.StoreLosesAnswers or TroubleKind.Deaf =>
                trouble with { For = chance.Between(TimeSpan.FromMilliseconds(20), TimeSpan.FromMinutes(1)) },
            TroubleKind.Answers => trouble with { For = Spell(), Amount = chance.Pick(Statuses) },
            TroubleKind.TooMany => trouble with { For = Spell(), Amount = chance.Pick<int>([0, 1, 30, 120, 3_600]) },
            TroubleKind.Halt => trouble with { For = Spell() },
            TroubleKind.Retry or TroubleKind.Cancel or TroubleKind.Replay or TroubleKind.BulkReplay or TroubleKind.Reload => trouble,
            _ => trouble with { For = Spell() },
        };
    }

    /// <summary>At any time; what meets a node for a moment sometimes while an arrival is on its way.</summary>
    private TimeSpan Moment(TroubleKind kind) => kind is TroubleKind.Stop or TroubleKind.Pause or TroubleKind.ClockJump && chance.OneIn(3)
        ? chance.Pick(arrivals) + TimeSpan.FromTicks(chance.Next(30_000))
        : span * (0.9 * chance.NextDouble());

    /// <summary>Bad weather at a destination: a second, or most of the time.</summary>
    private TimeSpan Spell() => chance.Between(TimeSpan.FromSeconds(1), Longest(TimeSpan.FromSeconds(2), span / 2));

    private static TimeSpan Longest(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
