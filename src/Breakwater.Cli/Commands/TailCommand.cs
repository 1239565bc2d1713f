using System.CommandLine;
using System.Text.Json;
using Breakwater.Cli.Client;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater tail</c>: everything as it happens. A lost connection is said, taken up again where it broke, and what was missed is said, too.</summary>
internal static class TailCommand
{
    public static Command Create(CommandContext context)
    {
        var (source, type, destination) = (FilterOptions.Source(), FilterOptions.Type(), FilterOptions.Destination());
        var command = new Command("tail", "Show everything as it happens, until Ctrl+C.") { source, type, destination };
        return ServerVerb.Wire(context, command, async (verb, cancellation) =>
        {
            var filter = new NoticeFilter(verb.Value(source), verb.Value(type), verb.Value(destination));
            var stream = new LiveStream(verb.Api, verb.Context.Clock) { Say = verb.Screen.Note };
            try
            {
                await foreach (var data in stream.ReadAsync(cancellation))
                {
                    Show(verb, filter, data);
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // Ctrl+C is how it ends.
            }

            return ExitCode.Done;
        });
    }

    private static void Show(ServerVerb verb, NoticeFilter filter, string data)
    {
        using var document = JsonDocument.Parse(data);
        var notice = document.RootElement.Deserialize(ApiJson.Default.NoticeView);
        if (notice is null || !filter.Passes(notice))
        {
            return;
        }

        if (verb.Json)
        {
            verb.Screen.Json(document.RootElement);
        }
        else
        {
            verb.Screen.Line(NoticeLine.Of(notice, verb.Now));
        }
    }
}
