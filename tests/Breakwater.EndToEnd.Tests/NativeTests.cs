using System.Diagnostics;
using Breakwater.EndToEnd.Tests.Harness;
using Xunit;

namespace Breakwater.EndToEnd.Tests;

/// <summary>The libraries compiled ahead of time: published without a warning, they take a webhook and deliver it.</summary>
public sealed class NativeTests
{
    [Fact]
    public async Task Published_native_it_receives_a_webhook_and_delivers_it()
    {
        if (!OperatingSystem.IsLinux())
        {
            Rehearsal.Say("NOT TRIED: the native compiler for this system may not be here");
            return;
        }

        var begin = TimeProvider.System.GetTimestamp();
        var project = Path.Combine(Repository.Root, "tests/Breakwater.AotSmoke");
        // The libraries are built already, with these tests: nothing that other tests are running is written again.
        await RunAsync("dotnet", "publish", project, "--configuration", Repository.BuildConfiguration, "-p:Native=true", "-p:BuildProjectReferences=false");
        Rehearsal.Say($"published in {TimeProvider.System.GetElapsedTime(begin).TotalSeconds:F0} s");

        var program = Directory.EnumerateFiles(Path.Combine(project, "bin/native"), "Breakwater.AotSmoke", SearchOption.AllDirectories)
            .Single(file => file.Contains("/publish/", StringComparison.Ordinal));
        Rehearsal.Say($"{new FileInfo(program).Length / 1024 / 1024} MiB");
        Rehearsal.Say(await RunAsync(program));
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true },
        };
        // A build server of ours would outlive the test.
        process.StartInfo.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        process.StartInfo.Environment["UseSharedCompilation"] = "false";
        process.Start();
        try
        {
            var error = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(10), TimeProvider.System);
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}\n{output}\n{await error}");
            return output;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
