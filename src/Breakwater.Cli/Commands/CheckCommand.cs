using System.CommandLine;
using Breakwater.Cli.Yaml;

namespace Breakwater.Cli.Commands;

/// <summary><c>check</c>: says everything that is wrong with a configuration, or what it does.</summary>
internal static class CheckCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("check", "Validates the configuration: every mistake at once, with line and column.");
        command.Options.Add(CommonOptions.Config);
        command.Options.Add(CommonOptions.Json);
        command.SetAction(parsed => Run(context, parsed.GetValue(CommonOptions.Config)!, parsed.GetValue(CommonOptions.Json)));
        return command;
    }

    private static int Run(CommandContext context, string config, bool json)
    {
        var loaded = ConfigurationFile.Load(config, context);
        if (json)
        {
            context.Out.WriteLine(CheckJson.Write(loaded));
        }
        else
        {
            WriteText(context, loaded);
        }

        return loaded.Settings is null ? ExitCode.Usage : ExitCode.Done;
    }

    private static void WriteText(CommandContext context, LoadedConfiguration loaded)
    {
        loaded.WriteErrors(context.Error);
        foreach (var warning in loaded.Warnings)
        {
            context.Error.WriteLine($"warning: {warning}");
        }

        if (loaded.Settings is { } settings)
        {
            ConfigurationSummary.Write(context.Out, loaded.Path, settings);
        }
    }
}
