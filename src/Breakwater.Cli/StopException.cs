namespace Breakwater.Cli;

/// <summary>A verb ends early: with words for the person and a code for the program. Caught in one place, <see cref="Commands.Verbs"/>.</summary>
internal sealed class StopException(int exitCode, string words) : Exception(words)
{
    /// <summary>One of <see cref="Cli.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>What was asked for makes no sense, or the configuration does not.</summary>
    public static StopException Usage(string words) => new(Cli.ExitCode.Usage, words);

    /// <summary>It was tried, and failed.</summary>
    public static StopException Failed(string words) => new(Cli.ExitCode.Failed, words);
}
