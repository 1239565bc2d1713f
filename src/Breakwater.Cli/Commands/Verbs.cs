using System.CommandLine;

namespace Breakwater.Cli.Commands;

/// <summary>The table of contents of the command line: a line a verb, in the order of the contract.</summary>
internal static class Verbs
{
    public static RootCommand Build(CommandContext context)
    {
        var root = new RootCommand("Breakwater receives webhooks durably and delivers them until they land.");
        foreach (var verb in All(context))
        {
            root.Subcommands.Add(verb);
        }

        return root;
    }

    private static IEnumerable<Command> All(CommandContext context) =>
    [
        InitCommand.Build(context),
        CheckCommand.Build(context),
        SchemaCommand.Build(context),
    ];
}
