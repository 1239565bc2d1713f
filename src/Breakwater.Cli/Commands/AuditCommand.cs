using System.CommandLine;
using Breakwater.Cli.Client;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater audit</c>: who did what, when, from where, and what came of it.</summary>
internal static class AuditCommand
{
    private static readonly string[] Columns = ["When", "Who", "What", "To what", "Result", "From", "Node", "How or why"];

    public static Command Create(CommandContext context)
    {
        var actor = new Option<string?>("--actor") { Description = "Only what this token did." };
        var action = new Option<string?>("--action") { Description = "Only this, for example delivery.retry." };
        var (limit, all) = (FilterOptions.Limit(), FilterOptions.All());
        var command = new Command("audit", "List what operators did, newest first. Needs the role admin.") { actor, action, limit, all };
        return ServerVerb.Wire(context, command, async (verb, cancellation) =>
        {
            var query = Query.Empty.With("actor", verb.Value(actor)).With("action", verb.Value(action));
            var items = verb.Api.ListAsync("v1/audit", query, verb.Value(all) ? long.MaxValue : verb.Value(limit), ApiJson.Default.AuditView, cancellation);
            await Listing.ShowAsync(verb, items, Columns, Row, "Nothing was done yet.", cancellation);
            return ExitCode.Done;
        });
    }

    private static Cell[] Row(AuditView entry) =>
    [
        Times.Moment(entry.At),
        new(entry.Actor, Tone.Strong),
        entry.Action,
        entry.Target,
        new(entry.Result ?? "", entry.Result switch
        {
            "done" => Tone.Good,
            "refused" => Tone.Warning,
            _ => Tone.Bad,
        }),
        entry.Address,
        entry.Node,
        string.Join("; ", new[] { entry.Detail, entry.Reason }.Where(text => text is not null)),
    ];
}
