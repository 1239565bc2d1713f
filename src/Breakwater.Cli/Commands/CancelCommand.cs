using System.CommandLine;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater cancel</c>: gives deliveries up.</summary>
internal static class CancelCommand
{
    public static Command Create(CommandContext context)
    {
        var ids = new Argument<string[]>("id") { Description = "Ids of deliveries, or their beginnings.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("cancel", "Give deliveries up.") { ids, CommonOptions.DryRun };
        return ServerVerb.Wire(context, command, (verb, cancellation) => EachDelivery.DoAsync(
            verb, verb.Parse.GetRequiredValue(ids).ToAsyncEnumerable(), "cancel", "would be given up", cancellation));
    }
}
