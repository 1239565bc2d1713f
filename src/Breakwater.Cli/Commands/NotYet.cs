using System.CommandLine;

namespace Breakwater.Cli.Commands;

/// <summary>A verb of the contract that is not built yet says so, whatever it is given.</summary>
internal static class NotYet
{
    public static Command Create(CommandContext context, string name, string description)
    {
        var command = new Command(name, $"{description} (not supported yet)") { TreatUnmatchedTokensAsErrors = false };
        command.SetAction(Task<int> (_, _) => throw StopException.Usage($"breakwater {name} is not supported yet"));
        return command;
    }
}
