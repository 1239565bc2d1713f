using System.CommandLine;
using Breakwater.AspNetCore;
using Breakwater.Cli.Client;
using Breakwater.Cli.Output;
using Breakwater.Cli.Tokens;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater token add|list|revoke</c>: by a running server, and where none answers, in the store of <c>--config</c>.</summary>
internal static class TokenCommand
{
    private static readonly string[] Columns = ["Name", "Role", "Kept in", "Made", "By"];

    public static Command Create(CommandContext context)
    {
        var command = new Command("token", "Make, list and revoke tokens for the API, while the server runs or before its first start.")
        {
            Add(context), List(context), Revoke(context),
        };
        return command;
    }

    private static Command Add(CommandContext context)
    {
        var name = Name("Who it is given to.");
        var role = new Option<string>("--role") { Description = "What it allows.", Required = true };
        role.AcceptOnlyFromAmong("read", "publish", "operate", "admin");
        var command = new Command("add", "Make a token and print it, once. Only its hash is kept.") { name, role, CommonOptions.DryRun };
        return Wire(context, command, async (parse, place, cancellation) =>
        {
            var (who, may) = (parse.GetRequiredValue(name), parse.GetRequiredValue(role));
            if (!TokenText.IsName(who))
            {
                throw StopException.Usage($"a token's name is {TokenText.NameForm}");
            }

            var screen = new Screen(context);
            if (parse.GetValue(CommonOptions.DryRun))
            {
                var taken = (await place.ListAsync(cancellation)).Any(token => token.Value.Name == who);
                screen.Line(taken ? $"there is a token {who} already" : $"would make the token {who} with the role {may}");
                return taken ? ExitCode.Failed : ExitCode.Done;
            }

            var made = await place.AddAsync(who, may, cancellation);
            if (parse.GetValue(CommonOptions.Json))
            {
                screen.Json(made.Raw);
                return ExitCode.Done;
            }

            context.Out.WriteLine(made.Value.Token);
            screen.Note($"the token {who} has the role {may}{place.Where}. It is shown this once: keep it now.");
            await WarnAsync(place, screen, cancellation);
            return ExitCode.Done;
        });
    }

    private static Command List(CommandContext context) => Wire(
        context,
        new Command("list", "List the tokens, without their text."),
        async (parse, place, cancellation) =>
        {
            var screen = new Screen(context);
            var found = await place.ListAsync(cancellation);
            if (parse.GetValue(CommonOptions.Json))
            {
                found.ToList().ForEach(token => screen.Json(token.Raw));
                return ExitCode.Done;
            }

            screen.Table(Columns, [.. found.Select(token => Row(token.Value))], "No tokens: whoever reaches the admin listener may do everything.");
            return ExitCode.Done;
        });

    private static Command Revoke(CommandContext context)
    {
        var name = Name("Whose token ends.");
        var command = new Command("revoke", "Revoke a token: it is refused at once, on other nodes within two seconds.") { name, CommonOptions.DryRun };
        command.Aliases.Add("remove");
        return Wire(context, command, async (parse, place, cancellation) =>
        {
            var screen = new Screen(context);
            var who = parse.GetRequiredValue(name);
            if (parse.GetValue(CommonOptions.DryRun))
            {
                var there = (await place.ListAsync(cancellation)).Any(token => token.Value.Name == who);
                screen.Line(there ? $"would revoke the token {who}" : $"there is no token {who}");
                return there ? ExitCode.Done : ExitCode.Failed;
            }

            await place.RevokeAsync(who, cancellation);
            screen.Line($"the token {who} is revoked{place.Where}");
            return ExitCode.Done;
        });
    }

    private static Argument<string> Name(string description) => new("NAME") { Description = description };

    private static Command Wire(CommandContext context, Command command, Func<ParseResult, ITokenPlace, CancellationToken, Task<int>> work)
    {
        command.Options.Add(CommonOptions.Config);
        command.WithServer();
        command.SetAction((parse, cancellation) => StoreVerb.StopOnRefusalAsync(async () =>
        {
            await using var place = await TokenPlaces.FindAsync(context, parse, cancellation);
            return await work(parse, place, cancellation);
        }));
        return command;
    }

    /// <summary>Whoever has tokens and no admin among them has locked the API's tokens in.</summary>
    private static async Task WarnAsync(ITokenPlace place, Screen screen, CancellationToken cancellation)
    {
        if (place.Alone && !(await place.ListAsync(cancellation)).Any(token => token.Value.Role == "admin"))
        {
            screen.Note("no token has the role admin: further tokens can be made only while the server is stopped, until one has");
        }
    }

    private static Cell[] Row(TokenView token) =>
    [
        new(token.Name, Tone.Strong),
        token.Role,
        token.Origin,
        token.CreatedAt is { } at ? Times.Moment(at) : Cell.None,
        token.CreatedBy,
    ];
}
