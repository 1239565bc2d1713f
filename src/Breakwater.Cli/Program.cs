using Breakwater.Cli;
using Breakwater.Cli.Commands;

// The composition root: the one place that names the machine's clock, chance, console and environment.
#pragma warning disable RS0030
var context = new CommandContext
{
    Out = Console.Out,
    Error = Console.Error,
    In = Console.In,
    Terminal = !Console.IsOutputRedirected,
    Environment = Environment.GetEnvironmentVariable,
    Folder = Environment.CurrentDirectory,
    Clock = TimeProvider.System,
    Chance = Random.Shared,
};
#pragma warning restore RS0030

return await Verbs.Build(context).Parse(args).InvokeAsync();
