using System.CommandLine;
using Breakwater.Configuration;
using Breakwater.Verification;
using Breakwater.Verification.Providers;

namespace Breakwater.Cli.Commands;

/// <summary><c>init</c>: writes a commented starting configuration and its schema, and says what to do next.</summary>
internal static class InitCommand
{
    private const string SchemaName = "breakwater.schema.json";

    public static Command Create(CommandContext context)
    {
        var provider = new Option<string>("--provider") { Description = "The platform whose webhooks come first.", DefaultValueFactory = _ => "stripe" };
        var force = new Option<bool>("--force") { Description = "Replace a configuration that is there." };
        var command = new Command("init", "Writes a commented starting breakwater.yaml.");
        command.Options.Add(CommonOptions.Config);
        command.Options.Add(provider);
        command.Options.Add(force);
        command.Options.Add(CommonOptions.DryRun);
        command.SetAction(parsed => Run(
            context,
            parsed.GetValue(CommonOptions.Config)!,
            parsed.GetValue(provider)!,
            parsed.GetValue(force),
            parsed.GetValue(CommonOptions.DryRun)));
        return command;
    }

    private static int Run(CommandContext context, string config, string name, bool force, bool dryRun)
    {
        if (ProviderCatalog.All.FirstOrDefault(p => p.Name == name) is not { } provider)
        {
            context.Error.WriteLine($"there is no provider '{name}'; there are {string.Join(", ", ProviderCatalog.All.Select(p => p.Name))}");
            return ExitCode.Usage;
        }

        var text = StartingFile.Write(provider, SchemaName);
        if (dryRun)
        {
            context.Out.Write(text);
            return ExitCode.Done;
        }

        var path = Path.GetFullPath(config, context.Folder);
        if (File.Exists(path) && !force)
        {
            context.Error.WriteLine($"{config} is there already; --force replaces it");
            return ExitCode.Usage;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(Path.Combine(Path.GetDirectoryName(path)!, SchemaName), ConfigurationSchema.Json());
            File.WriteAllText(path, text);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            context.Error.WriteLine($"{config} could not be written: {fault.Message}");
            return ExitCode.Failed;
        }

        WriteNextSteps(context.Out, config, provider);
        return ExitCode.Done;
    }

    private static void WriteNextSteps(TextWriter writer, string config, Provider provider)
    {
        writer.WriteLine($"Wrote {config} and {SchemaName}. Next:");
        writer.WriteLine($"  1. Set {string.Join(", ", StartingFile.Variables(provider))} in the environment.");
        writer.WriteLine("  2. Change destinations.orders.url to your own endpoint.");
        writer.WriteLine("  3. breakwater check    says whether all is right");
        writer.WriteLine("  4. breakwater run      starts the server");
        writer.WriteLine($"  5. {provider.Title}: {provider.Setup}");
        writer.WriteLine($"     The address: your public host, then /in/{provider.Name}");
    }
}
