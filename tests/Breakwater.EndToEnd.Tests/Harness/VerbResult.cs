using System.Diagnostics;
using Xunit;

namespace Breakwater.EndToEnd.Tests.Harness;

/// <summary>What a verb of the program came to, as a process of its own.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">What it wrote.</param>
/// <param name="Error">What it wrote beside it.</param>
internal sealed record VerbResult(int ExitCode, string Output, string Error)
{
    public static async Task<VerbResult> RunAsync(params string[] arguments)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(Repository.Program.FileName, [.. Repository.Program.Arguments, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.Start();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await Until.DoneAsync(Task.WhenAll(output, error), $"breakwater {string.Join(' ', arguments)} ends");
        await process.WaitForExitAsync();
        return new VerbResult(process.ExitCode, await output, await error);
    }

    public VerbResult Expect(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode} instead of {exitCode}\n{Output}\n{Error}");
        return this;
    }
}
