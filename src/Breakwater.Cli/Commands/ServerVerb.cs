using System.CommandLine;
using Breakwater.Cli.Client;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary>What a verb that talks to a running server works with.</summary>
internal sealed class ServerVerb : IDisposable
{
    private ServerVerb(CommandContext context, ParseResult parse, ApiClient api)
    {
        Context = context;
        Parse = parse;
        Api = api;
        Screen = new Screen(context);
        Json = parse.GetValue(CommonOptions.Json);
    }

    public CommandContext Context { get; }

    public ParseResult Parse { get; }

    public ApiClient Api { get; }

    public Screen Screen { get; }

    /// <summary>JSON for programs is asked for.</summary>
    public bool Json { get; }

    public DateTimeOffset Now => Context.Clock.GetUtcNow();

    /// <summary>Gives a verb its work and the options that all of them share.</summary>
    public static Command Wire(CommandContext context, Command command, Func<ServerVerb, CancellationToken, Task<int>> work)
    {
        command.WithServer();
        command.SetAction(async (parse, cancellation) =>
        {
            var address = ServerAddress.Find(context, parse.GetValue(CommonOptions.Server));
            var token = parse.GetValue(CommonOptions.Token) ?? context.Environment("BREAKWATER_TOKEN");
            using var verb = new ServerVerb(context, parse, new ApiClient(address, token, context.Clock));
            return await work(verb, cancellation);
        });
        return command;
    }

    /// <summary>The value of an option or argument.</summary>
    public T? Value<T>(Option<T> option) => Parse.GetValue(option);

    public void Dispose() => Api.Dispose();
}
