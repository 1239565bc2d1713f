using System.Globalization;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: Parallelization(Mode = ParallelMode.None)]

namespace Breakwater.EndToEnd.Tests.Harness;

/// <summary>How large the long tests are: small enough for each change, as large as one likes by the environment.</summary>
internal static class Rehearsal
{
    /// <summary>How often the server is killed under load.</summary>
    public static int Kills => Number("BREAKWATER_KILLS", 20);

    /// <summary>How many deliveries wait in the memory test.</summary>
    public static int Waiting => Number("BREAKWATER_WAITING", 1_000_000);

    /// <summary>How many seconds nodes are killed, paused and cut off under load: long where nobody waits for it.</summary>
    public static TimeSpan Storm => TimeSpan.FromSeconds(Number("BREAKWATER_STORM", Environment.GetEnvironmentVariable("CI") == "true" ? 180 : 40));

    /// <summary>What decides the moments of the kills.</summary>
    public static int Seed => Number("BREAKWATER_SEED", 20_240);

    public static void Say(string words) => TestContext.Current.TestOutputHelper!.WriteLine(words);

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
