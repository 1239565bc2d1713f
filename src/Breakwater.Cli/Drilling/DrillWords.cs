using Breakwater.Simulation.Drills;
using Breakwater.Simulation.Judging;

namespace Breakwater.Cli.Drilling;

/// <summary>Names in the reports of a drill, for people and programs alike.</summary>
internal static class DrillWords
{
    public static string Of(GaveUp policy) => policy switch
    {
        GaveUp.MaxAttempts => "maxAttempts",
        GaveUp.Schedule => "schedule",
        GaveUp.GiveUpAfter => "giveUpAfter",
        _ => "permanent",
    };

    /// <summary>What stands for a bug that is of no promise in particular.</summary>
    public static string Of(Breach breach) => breach.Promise == "-" ? "down" : breach.Promise;
}
