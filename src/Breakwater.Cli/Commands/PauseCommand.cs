using System.CommandLine;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater pause</c>: holds everything for destinations.</summary>
internal static class PauseCommand
{
    public static Command Create(CommandContext context) =>
        EachDestination.Create(context, "pause", "Hold everything for destinations, on all nodes, until they are resumed.", "would be paused");
}
