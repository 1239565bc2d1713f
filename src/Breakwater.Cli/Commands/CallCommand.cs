using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Breakwater.Cli.Client;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater call</c>: makes a durable call to a platform, shows one, or gives one up.</summary>
internal sealed class CallCommand
{
    private const int WaitMost = 60;

    private readonly Argument<string[]> what = new("what") { Description = "DESTINATION METHOD PATH to make a call, or the ID of one to look at.", Arity = new ArgumentArity(1, 3) };
    private readonly Option<string?> body = new("--body") { Description = "A file with the body, or - for the standard input." };
    private readonly Option<string[]> header = new("--header", "-H") { Description = "A header, as 'Name: value'; several times for several.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> key = new("--key") { Description = "Which entity it is about." };
    private readonly Option<string?> idempotencyKey = new("--idempotency-key") { Description = "Makes a repetition the same call; without: each one is new." };
    private readonly Option<string?> reply = new("--reply") { Description = "The destination that is told how it ended." };
    private readonly Option<int?> wait = new("--wait") { Description = "Seconds to wait for its end, 60 at most. Default: 10 for a new call, 0 for one that is looked at." };
    private readonly Option<bool> cancel = new("--cancel") { Description = "Give the call of this ID up." };
    private readonly CommandContext context;

    private CallCommand(CommandContext context) => this.context = context;

    public static Command Create(CommandContext context)
    {
        var verb = new CallCommand(context);
        var command = new Command("call", "Make a durable call to a platform and show its answer; or show or give up the call of an ID.")
        {
            verb.what, verb.body, verb.header, verb.key, verb.idempotencyKey, verb.reply, verb.wait, verb.cancel, CommonOptions.DryRun,
        };
        command.Validators.Add(verb.Check);
        return ServerVerb.Wire(context, command, verb.RunAsync);
    }

    private void Check(System.CommandLine.Parsing.CommandResult result)
    {
        var count = result.GetValue(what)?.Length ?? 0;
        var making = result.GetValue(body) is not null || result.GetValue(header) is { Length: > 0 } || result.GetValue(key) is not null
            || result.GetValue(idempotencyKey) is not null || result.GetValue(reply) is not null;
        if (count == 2 || (count == 1 && making))
        {
            result.AddError("To make a call say DESTINATION METHOD PATH, as in: breakwater call stripe POST /v1/charges --body charge.json");
        }
        else if (count == 3 && result.GetValue(cancel))
        {
            result.AddError("--cancel goes with the ID of a call.");
        }

        if (result.GetValue(wait) is < 0 or > WaitMost)
        {
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"--wait: from 0 to {WaitMost} seconds"));
        }
    }

    private async Task<int> RunAsync(ServerVerb verb, CancellationToken cancellation)
    {
        var words = verb.Parse.GetRequiredValue(what);
        if (words.Length == 1)
        {
            return verb.Value(cancel)
                ? await CancelAsync(verb, words[0], cancellation)
                : await ShowAsync(verb, Ask(HttpMethod.Get, PathOf(words[0]), verb.Value(wait) ?? 0), cancellation);
        }

        var call = new CallRequestBody
        {
            Destination = words[0],
            Method = words[1],
            Path = words[2],
            Headers = [.. (verb.Value(header) ?? []).Select(Pair)],
            Body = verb.Value(body) is { } file ? await BytesAsync(file, cancellation) : null,
            Key = verb.Value(key),
            IdempotencyKey = verb.Value(idempotencyKey),
            Reply = verb.Value(reply),
        };
        if (verb.Value(CommonOptions.DryRun))
        {
            await context.Out.WriteLineAsync(Encoding.UTF8.GetString(call.Write()));
            verb.Screen.Note("not sent: this is what would be asked of POST /v1/calls");
            return ExitCode.Done;
        }

        var request = Ask(HttpMethod.Post, "v1/calls", verb.Value(wait) ?? 10);
        request.Content = new ByteArrayContent(call.Write()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return await ShowAsync(verb, request, cancellation);
    }

    private static async Task<int> CancelAsync(ServerVerb verb, string id, CancellationToken cancellation)
    {
        var dry = verb.Value(CommonOptions.DryRun);
        var answer = await verb.Api.AskAsync(Ask(dry ? HttpMethod.Get : HttpMethod.Post, dry ? PathOf(id) : $"{PathOf(id)}/cancel", 0), ApiJson.Default.CallView, cancellation);
        if (verb.Json)
        {
            verb.Screen.Json(answer.Raw);
        }
        else
        {
            verb.Screen.Line(answer.Value.Id, "  ", answer.Value.State ?? "", dry ? "  would be given up" : " ");
        }

        return ExitCode.Done;
    }

    private static async Task<int> ShowAsync(ServerVerb verb, HttpRequestMessage request, CancellationToken cancellation)
    {
        var answer = await verb.Api.AskAsync(request, ApiJson.Default.CallView, cancellation);
        if (verb.Json)
        {
            verb.Screen.Json(answer.Raw);
        }
        else
        {
            CallScreen.Show(verb.Screen, answer.Value, verb.Now);
        }

        return answer.Value.State is "dead" or "cancelled" ? ExitCode.Failed : ExitCode.Done;
    }

    private static string PathOf(string id) => $"v1/calls/{Uri.EscapeDataString(id)}";

    private static HttpRequestMessage Ask(HttpMethod method, string path, int seconds)
    {
        var request = new HttpRequestMessage(method, path);
        if (seconds > 0)
        {
            request.Headers.TryAddWithoutValidation("Prefer", string.Create(CultureInfo.InvariantCulture, $"wait={seconds}"));
        }

        return request;
    }

    private static (string Name, string Value) Pair(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            ? (line[..colon].Trim(), line[(colon + 1)..].Trim())
            : throw StopException.Usage($"--header {line}: expected 'Name: value'");
    }

    private async Task<byte[]> BytesAsync(string file, CancellationToken cancellation)
    {
        if (file == "-")
        {
            using var input = new MemoryStream();
            await (context.InBytes ?? throw StopException.Usage("--body -: there is no standard input")).CopyToAsync(input, cancellation);
            return input.ToArray();
        }

        try
        {
            return await File.ReadAllBytesAsync(Path.GetFullPath(file, context.Folder), cancellation);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw StopException.Usage(fault.Message);
        }
    }
}
