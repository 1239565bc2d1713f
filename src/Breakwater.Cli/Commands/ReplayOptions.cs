using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Breakwater.Cli.Commands;

/// <summary>What <c>replay</c> takes, and which of it goes together.</summary>
internal sealed partial class ReplayOptions
{
    public Argument<string?> Event { get; } = new("event") { Description = "The event's id, or its beginning.", Arity = ArgumentArity.ZeroOrOne };

    public Option<string[]> To { get; } = new("--to")
    {
        Description = "To these destinations, not through today's routes.",
        AllowMultipleArgumentsPerToken = true,
    };

    public Option<string[]> Where { get; } = new("--where")
    {
        Description = "Which events: source=…,type=…,key=…,state=…,destination=…,from=…,to=…; moments as 2026-01-31T12:00:00Z or 2h.",
    };

    public Option<bool> Force { get; } = new("--force")
    {
        Description = "With an event's id: send it in its order even though a destination has newer state.",
    };

    public Option<string?> Rate { get; } = new("--rate") { Description = "With --where: at most so many: 50/s, 600/m." };

    public Option<bool> Detach { get; } = new("--detach") { Description = "With --where: return at once, without showing progress." };

    public Option<string?> Cancel { get; } = new("--cancel") { Description = "Stop the bulk replay of this id." };

    public Option<bool> List { get; } = new("--list") { Description = "List the bulk replays." };

    /// <summary>The destinations that were named, by comma or one by one; null for today's routes.</summary>
    public IReadOnlyList<string>? Destinations(ServerVerb verb)
    {
        var named = (verb.Value(To) ?? []).SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToArray();
        return named.Length == 0 ? null : named;
    }

    public void Check(CommandResult result)
    {
        var many = result.GetValue(Where) is { Length: > 0 };
        bool[] which = [result.GetValue(Event) is not null, many, result.GetValue(Cancel) is not null, result.GetValue(List)];
        if (which.Count(one => one) != 1)
        {
            result.AddError("Say which: the id of an event, --where FILTER, --cancel ID or --list.");
        }
        else if (!many && (result.GetValue(Rate) is not null || result.GetValue(Detach)))
        {
            result.AddError("--rate and --detach go with --where.");
        }
        else if (result.GetValue(Force) && result.GetValue(Event) is null)
        {
            result.AddError("--force goes with the id of one event: old news wins on purpose, one at a time.");
        }
        else if (result.GetValue(Rate) is { } rate && !RateForm.IsMatch(rate))
        {
            result.AddError($"--rate: {rate} is not a rate: give 50/s or 600/m.");
        }
    }

    [GeneratedRegex(@"^(?=.*[1-9])[0-9]{1,9}(\.[0-9]{1,6})?/[sm]$")]
    private static partial Regex RateForm { get; }
}
