using System.CommandLine;
using Breakwater.Cli.Client;
using Breakwater.Cli.Commands;
using Breakwater.Cli.Serving;
using Breakwater.Cli.Yaml;
using Breakwater.Model;
using Breakwater.Running;

namespace Breakwater.Cli.Tokens;

/// <summary>Finds where tokens are made: at the server that was named, else at the one of the configuration, else in the configuration's store.</summary>
internal static class TokenPlaces
{
    /// <exception cref="StopException">The server that was named does not answer, or the configuration is not valid.</exception>
    public static async Task<ITokenPlace> FindAsync(CommandContext context, ParseResult parse, CancellationToken cancellation)
    {
        var said = parse.GetValue(CommonOptions.Server) ?? NullIfEmpty(context.Environment("BREAKWATER_SERVER"));
        var token = parse.GetValue(CommonOptions.Token) ?? context.Environment("BREAKWATER_TOKEN");
        if (said is not null)
        {
            return new ServerTokens(new ApiClient(ServerAddress.Find(context, said), token, context.Clock));
        }

        // The first token is what allows a listener beyond loopback: here it must not be missed yet.
        var loaded = ConfigurationFile.Load(parse.GetRequiredValue(CommonOptions.Config), context, _ => true);
        var place = StoreVerb.PlaceOf(context, loaded);
        var api = new ApiClient(AddressOf(context, loaded), token, context.Clock);
        if (await AnswersAsync(api, cancellation))
        {
            return new ServerTokens(api);
        }

        api.Dispose();
        var store = await TransferStores.OpenTargetAsync(place, context, cancellation);
        var audit = new AuditLog(store.Audit, new IdSource(context.Clock, context.Chance), context.Clock, context.Machine);
        return new StoreTokens(store, loaded.Settings!, audit, context.Clock, " (written to the store: no server answers)");
    }

    private static Uri AddressOf(CommandContext context, LoadedConfiguration loaded) =>
        loaded.Settings!.Listen.Admin is { Port: > 0 } admin ? ServerAddress.ToConnect(admin) : ServerAddress.Find(context, null);

    /// <summary>Whether somebody answers there as a server of ours does, whatever it says.</summary>
    private static async Task<bool> AnswersAsync(ApiClient api, CancellationToken cancellation)
    {
        try
        {
            await api.GetAnyStatusAsync("healthz", ApiJson.Default.JsonElement, cancellation);
            return true;
        }
        catch (StopException stop) when (stop.ExitCode == ExitCode.Unreachable)
        {
            return false;
        }
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
