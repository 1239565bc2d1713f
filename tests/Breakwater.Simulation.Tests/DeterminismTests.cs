using System.Diagnostics;
using System.Globalization;
using Breakwater.Simulation.Sailing;
using Breakwater.Simulation.Scenarios;
using Xunit;

namespace Breakwater.Simulation.Tests;

/// <summary>A seed decides everything: in this process, in another one, on another machine.</summary>
public sealed class DeterminismTests
{
    private const string Asked = "BREAKWATER_TRACE_HASHES";
    private const int Seeds = 60;

    [Fact]
    public void The_same_seed_gives_the_same_trace_byte_for_byte()
    {
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var first = Voyage.Run(Maker.Make(seed), keepTrace: true);
            var second = Voyage.Run(Maker.Make(seed), keepTrace: true);
            Assert.Equal(first.Result.Trace.Hash, second.Result.Trace.Hash);
            Assert.Equal(first.Result.Trace.Lines, second.Result.Trace.Lines);
        }
    }

    [Fact]
    public void Another_seed_gives_another_trace() =>
        Assert.Equal(Seeds, Hashes().Split('\n').Distinct().Count());

    [Fact]
    public void Another_process_gives_the_same_traces()
    {
        if (Environment.GetEnvironmentVariable(Asked) is { } file)
        {
            // This is the other process.
            File.WriteAllText(file, Hashes());
            return;
        }

        var path = Path.GetTempFileName();
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(DeterminismTests).Assembly.Location);
        }

        start.ArgumentList.Add("-method");
        start.ArgumentList.Add($"{typeof(DeterminismTests).FullName}.{nameof(Another_process_gives_the_same_traces)}");
        start.Environment[Asked] = path;
        using var other = Process.Start(start)!;
        var said = other.StandardOutput.ReadToEnd();
        other.WaitForExit();
        var theirs = File.ReadAllText(path);
        File.Delete(path);
        Assert.True(theirs.Length > 0, said);
        Assert.Equal(Hashes(), theirs);
    }

    [Fact]
    public void What_leaves_the_thread_of_the_simulation_is_found()
    {
        var trace = new Scheduling.Trace(keep: false);
        var loop = new Scheduling.Loop(new Scheduling.SeededRandom(1), trace);
        var strand = new Scheduling.Strand(loop, 1);
        using var awaited = new ManualResetEventSlim();
        strand.Begin(async () => await Task.Run(() => awaited.Wait(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken));
        Assert.Null(Stray(loop));

        // Only now does somebody await it: what ended before would go on at once, on this thread.
        awaited.Set();
        Assert.True(SpinWait.SpinUntil(() => Stray(loop) is not null, TimeSpan.FromSeconds(30)));
    }

    private static Exception? Stray(Scheduling.Loop loop)
    {
        try
        {
            loop.Go(0);
            return null;
        }
        catch (Scheduling.SimulationFault fault)
        {
            return fault;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }
    }

    private static string Hashes() => string.Join('\n', Enumerable.Range(1, Seeds)
        .Select(seed => Voyage.Run(Maker.Make((ulong)seed)).Result.Trace.Hash.ToString("x16", CultureInfo.InvariantCulture)));
}
