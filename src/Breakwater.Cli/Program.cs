using System.Runtime.InteropServices;
using Breakwater.Cli;
using Breakwater.Cli.Commands;

// The composition root: the one place that names the machine's clock, chance, console and environment.
using var stop = new CancellationTokenSource();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, StopOnce);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, StopOnce);
var bytes = Console.OpenStandardOutput();
#pragma warning disable RS0030
var context = new CommandContext
{
    Out = Console.Out,
    OutBytes = bytes,
    Error = Console.Error,
    In = Console.In,
    InBytes = Console.OpenStandardInput(),
    Terminal = !Console.IsOutputRedirected,
    ErrorTerminal = !Console.IsErrorRedirected,
    Environment = Environment.GetEnvironmentVariable,
    Folder = Environment.CurrentDirectory,
    Machine = Environment.MachineName,
    Clock = TimeProvider.System,
    Chance = Random.Shared,
};
#pragma warning restore RS0030

return await Verbs.RunAsync(context, args, stop.Token);

// The first signal asks for a clean end; the second one is not caught, and ends the program at once.
void StopOnce(PosixSignalContext signal)
{
    if (!stop.IsCancellationRequested)
    {
        signal.Cancel = true;
        stop.Cancel();
    }
}
