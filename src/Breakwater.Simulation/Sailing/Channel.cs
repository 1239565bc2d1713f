using Breakwater.Simulation.InMemory;
using Breakwater.Simulation.Scenarios;
using Breakwater.Simulation.Scheduling;
using Breakwater.Storage;

namespace Breakwater.Simulation.Sailing;

/// <summary>The way between one process and the store, in the weather of the moment.</summary>
internal sealed class Channel(Harbour harbour, Machine machine, Life life) : IWaters
{
    private readonly SeededRandom chance = SeededRandom.For(harbour.Course.Seed, "store", life.Strand.Number);

    /// <inheritdoc />
    public async Task ThereAsync(string step, CancellationToken cancellation)
    {
        var stage = StageOf(step);
        life.Enter(stage);
        var gone = true;
        try
        {
            await harbour.Loop.WaitAsync(Way(stage), cancellation);
            if (Meets(stage, TroubleKind.StoreFails) || Meets(stage, TroubleKind.StoreCut))
            {
                throw new StoreUnavailableException("the store cannot be reached");
            }

            await StandAsync(step switch
            {
                "RecordAsync" => CutPoint.BeforeRecord,
                "SettleAsync" => CutPoint.BeforeSettle,
                "AdvanceAsync" => CutPoint.BeforeReplayStep,
                "RecoverAsync" or "ClaimAsync" => CutPoint.Starting,
                _ => null,
            });
            gone = false;
        }
        finally
        {
            if (gone)
            {
                life.Leave(stage);
            }
        }
    }

    /// <inheritdoc />
    public async Task BackAsync(string step)
    {
        var stage = StageOf(step);
        await StandAsync(step switch
        {
            "RecordAsync" => CutPoint.AfterRecord,
            "SettleAsync" => CutPoint.AfterSettle,
            "AdvanceAsync" => CutPoint.AfterReplayStep,
            _ => null,
        });
        await harbour.Loop.WaitAsync(Way(stage), CancellationToken.None);
        life.Leave(stage);
        if (IsLossy(step) && chance.OneIn(3) && Meets(stage, TroubleKind.StoreLosesAnswers))
        {
            throw new StoreUnavailableException("the answer of the store was lost");
        }
    }

    private static string StageOf(string step) => step switch
    {
        "RecordAsync" => "record",
        "SettleAsync" => "settle",
        "RecoverAsync" or "JoinAsync" => "start",
        "AdvanceAsync" or "NextAsync" or "AddAsync" or "CreateAsync" => "replay",
        "RenewAsync" or "ClaimAsync" or "ReleaseAsync" or "LeaveAsync" => "lease",
        "FetchDueAsync" => "fetch",
        "BringForwardAsync" => "forward",
        _ => "look",
    };

    /// <summary>A read has nothing to lose but itself.</summary>
    private static bool IsLossy(string step) => step is not ("ProbeAsync" or "PruneAsync");

    private bool Meets(string stage, TroubleKind kind)
    {
        foreach (var trouble in harbour.Active)
        {
            if (trouble.Kind == kind && (kind is not (TroubleKind.StoreCut or TroubleKind.StoreSlow) || trouble.Node == machine.Number))
            {
                harbour.Coverage.Note(kind.ToString(), stage);
                return true;
            }
        }

        return false;
    }

    private TimeSpan Way(string stage) => Meets(stage, TroubleKind.StoreSlow)
        ? chance.Between(TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(8))
        : chance.OneIn(4) ? TimeSpan.Zero : TimeSpan.FromTicks(chance.Next(20_000));

    /// <summary>A process that was killed here never goes on.</summary>
    private Task StandAsync(CutPoint? point) => point is { } here && machine.Life == life && machine.Reach(here) ? new TaskCompletionSource().Task : Task.CompletedTask;
}
