using System.CommandLine;
using Breakwater.Cli.Client;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater retry</c>: tries deliveries again now, single ones or all dead letters.</summary>
internal static class RetryCommand
{
    public static Command Create(CommandContext context)
    {
        var ids = new Argument<string[]>("id") { Description = "Ids of deliveries, or their beginnings.", Arity = ArgumentArity.ZeroOrMore };
        var dead = new Option<bool>("--dead") { Description = "All dead letters." };
        var destination = FilterOptions.Destination();
        destination.Description = "With --dead: only of this destination.";
        var command = new Command("retry", "Try deliveries again now, also dead ones.") { ids, dead, destination, CommonOptions.DryRun };
        command.Validators.Add(result =>
        {
            var (typed, all) = (result.GetValue(ids) is { Length: > 0 }, result.GetValue(dead));
            if (typed == all)
            {
                result.AddError("Say which: ids of deliveries, or --dead for all dead letters.");
            }
            else if (!all && result.GetValue(destination) is not null)
            {
                result.AddError("--destination goes with --dead.");
            }
        });
        return ServerVerb.Wire(context, command, (verb, cancellation) => EachDelivery.DoAsync(
            verb,
            verb.Value(dead) ? Dead(verb, verb.Value(destination), cancellation) : verb.Parse.GetRequiredValue(ids).ToAsyncEnumerable(),
            "retry",
            "would be tried again",
            cancellation));
    }

    private static IAsyncEnumerable<string> Dead(ServerVerb verb, string? destination, CancellationToken cancellation) => verb.Api
        .ListAsync("v1/deliveries", Query.Empty.With("state", "dead").With("destination", destination), long.MaxValue, ApiJson.Default.DeliveryView, cancellation)
        .Select(answer => answer.Value.Id);
}
