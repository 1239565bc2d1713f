using System.CommandLine;
using System.Globalization;
using Breakwater.Cli.Drilling;
using Breakwater.Cli.Output;
using Breakwater.Cli.Yaml;
using Breakwater.Configuration;
using Breakwater.Simulation.Drills;
using Units = Breakwater.Configuration.Options.Units;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater drill</c>: the user's own configuration in bad weather, hours in seconds, and what their users would have seen.</summary>
internal sealed class DrillCommand
{
    private const int UsualHours = 48;

    private readonly Option<int> hours = new("--hours") { Description = "How long the weather lasts, in simulated hours.", DefaultValueFactory = _ => UsualHours };
    private readonly Option<int> seed = new("--seed") { Description = "Decides what happens and when; the same seed gives the same report.", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> rate = new("--rate") { Description = "How many events all sources together send, for example 60/m; default: about 3,000 in all, and at most 10/m." };
    private readonly CommandContext context;

    private DrillCommand(CommandContext context) => this.context = context;

    public static Command Create(CommandContext context)
    {
        var verb = new DrillCommand(context);
        var command = new Command("drill", "Rehearses bad weather with this configuration: what its users would have seen, and what to change.")
        {
            CommonOptions.Config, verb.hours, verb.seed, verb.rate, CommonOptions.Json,
        };
        command.SetAction(verb.Run);
        return command;
    }

    private Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var loaded = ConfigurationFile.Load(parsed.GetValue(CommonOptions.Config)!, context);
        if (loaded.Settings is not { } settings)
        {
            loaded.WriteErrors(context.Error);
            return Task.FromResult(ExitCode.Usage);
        }

        var order = Order(parsed, settings);
        DrillReport report;
        using (var progress = new MovingLine(context.Error, context.ErrorTerminal, context.Clock))
        {
            report = Drill.Run(order, (run, passed) => progress.Show(() => Progress(run, passed, order)), cancellation);
        }

        if (parsed.GetValue(CommonOptions.Json))
        {
            context.Out.WriteLine(DrillJson.Write(report));
        }
        else
        {
            new DrillScreen(new Screen(context)).Write(report);
        }

        return Task.FromResult(report.Breach is null ? ExitCode.Done : ExitCode.Failed);
    }

    private DrillOrder Order(ParseResult parsed, Settings settings)
    {
        var (time, number) = (parsed.GetValue(hours), parsed.GetValue(seed));
        if (time is < 1 or > DrillOrder.MostHours)
        {
            throw StopException.Usage(string.Create(CultureInfo.InvariantCulture, $"--hours {time}: between 1 and {DrillOrder.MostHours}"));
        }

        if (number < 0)
        {
            throw StopException.Usage(string.Create(CultureInfo.InvariantCulture, $"--seed {number}: 0 or more"));
        }

        if (settings.Sources.Count == 0 || settings.Destinations.Count == 0)
        {
            throw StopException.Usage("nothing to rehearse: the configuration has no source or no destination");
        }

        var order = new DrillOrder { Settings = settings, Time = TimeSpan.FromHours(time), Seed = (ulong)number, PerMinute = PerMinute(parsed.GetValue(rate)) };
        return order.Events <= DrillOrder.MostEvents
            ? order
            : throw StopException.Usage($"{Sizes.Count((long)order.Events)} events are more than a drill can hold ({Sizes.Count(DrillOrder.MostEvents)}): a lower --rate, or fewer --hours");
    }

    private static double? PerMinute(string? text) => text switch
    {
        null => null,
        _ when Units.TryRate(text, out var perSecond) && perSecond > 0 => perSecond * 60,
        _ => throw StopException.Usage($"--rate {text}: a number and a unit, for example 60/m or 2/s"),
    };

    private static string Progress(int run, TimeSpan passed, DrillOrder order) => (run == 0 ? "" : "again with more patience: ") + (passed < order.Time
        ? string.Create(CultureInfo.InvariantCulture, $"hour {passed.TotalHours:0} of {order.Time.TotalHours:0}")
        : "the weather is over, and what is owed is waited for");
}
