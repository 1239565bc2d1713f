using System.CommandLine;

namespace Breakwater.Cli.Commands;

/// <summary>Options that several verbs share; each verb adds the ones it reads.</summary>
internal static class CommonOptions
{
    public static Option<string> Config { get; } = new("--config") { Description = "The configuration file.", DefaultValueFactory = _ => "./breakwater.yaml" };

    public static Option<string?> Server { get; } = new("--server") { Description = "The admin address of a running server (or BREAKWATER_SERVER)." };

    public static Option<string?> Token { get; } = new("--token") { Description = "The bearer token (or BREAKWATER_TOKEN)." };

    public static Option<bool> Json { get; } = new("--json") { Description = "JSON for programs." };

    public static Option<bool> DryRun { get; } = new("--dry-run") { Description = "Say what would be done, and do nothing." };

    /// <summary>Adds <see cref="Server"/>, <see cref="Token"/> and <see cref="Json"/> to a verb that talks to a running server.</summary>
    public static Command WithServer(this Command command)
    {
        command.Options.Add(Server);
        command.Options.Add(Token);
        command.Options.Add(Json);
        return command;
    }
}
