using System.CommandLine;
using System.CommandLine.Invocation;
using Breakwater.Cli.Output;

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

    /// <summary>Runs one command line: the exit codes of the contract, and never a stack trace for what is part of the job.</summary>
    public static async Task<int> RunAsync(CommandContext context, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        // A value that begins with @ is a value, not the name of a file with more arguments.
        var parse = Build(context).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parse.Action is ParseErrorAction mistake)
        {
            // The mistake is what one needs to see; the whole help only where nothing was said.
            mistake.ShowHelp = arguments.Count == 0;
        }

        try
        {
            var code = await parse.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = context.Out,
                    Error = context.Error,
                    EnableDefaultExceptionHandler = false,
                    // Signals belong to the program's entry: a server needs longer than a parser's patience to stop.
                    ProcessTerminationTimeout = null,
                },
                cancellation);
            return parse.Action is ParseErrorAction ? ExitCode.Usage : code;
        }
        catch (StopException stop)
        {
            new Screen(context).Error(stop.Message);
            return stop.ExitCode;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.Failed;
        }
        catch (IOException fault)
        {
            new Screen(context).Error(fault.Message);
            return ExitCode.Failed;
        }
    }

    private static IEnumerable<Command> All(CommandContext context) =>
    [
        RunCommand.Create(context),
        DemoCommand.Create(context),
        DevCommand.Create(context),
        InitCommand.Create(context),
        ProvidersCommand.Create(context),
        CheckCommand.Create(context),
        SchemaCommand.Create(context),
        TestCommand.Create(context),
        SendCommand.Create(context),
        VerifyCommand.Create(context),
        TailCommand.Create(context),
        EventsCommand.Create(context),
        EventCommand.Create(context),
        DeliveriesCommand.Create(context),
        DeliveryCommand.Create(context),
        DeadCommand.Create(context),
        ReplayCommand.Create(context),
        ReconcileCommand.Create(context),
        RetryCommand.Create(context),
        CancelCommand.Create(context),
        PauseCommand.Create(context),
        ResumeCommand.Create(context),
        DestinationsCommand.Create(context),
        CallCommand.Create(context),
        EntityCommand.Create(context),
        StatusCommand.Create(context),
        DrillCommand.Create(context),
        DoctorCommand.Create(context),
        BackupCommand.Create(context),
        ExportCommand.Create(context),
        ImportCommand.Create(context),
        TokenCommand.Create(context),
        AuditCommand.Create(context),
    ];
}
