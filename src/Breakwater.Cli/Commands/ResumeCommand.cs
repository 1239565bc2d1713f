using System.CommandLine;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater resume</c>: lets paused destinations go on.</summary>
internal static class ResumeCommand
{
    public static Command Create(CommandContext context) =>
        EachDestination.Create(context, "resume", "Let paused destinations go on, gently.", "would go on");
}
