using Breakwater.Cli.Serving;
using Breakwater.Cli.Yaml;
using Breakwater.Storage;

namespace Breakwater.Cli.Commands;

/// <summary>What verbs share that work on the store itself, not through a server: the configuration says where it is.</summary>
internal static class StoreVerb
{
    /// <summary>Where the store is that the configuration names.</summary>
    /// <exception cref="StopException">The configuration is not valid: everything that is wrong, a line each.</exception>
    public static StorePlace PlaceOf(CommandContext context, LoadedConfiguration loaded) => loaded.Settings is { } settings
        ? new StorePlace(settings.Store, Path.GetDirectoryName(Path.GetFullPath(loaded.Path, context.Folder))!)
        : throw StopException.Usage(string.Join('\n', loaded.Errors.Select(error => error.ToString())));

    /// <summary>The full path of the SQLite file, for a verb that has looked whether the configuration names one.</summary>
    /// <inheritdoc cref="PlaceOf"/>
    public static string SqlitePath(CommandContext context, LoadedConfiguration loaded) => PlaceOf(context, loaded).SqlitePath;

    /// <summary>True where the configuration names a PostgreSQL database, even one that has a mistake in it.</summary>
    public static bool NamesPostgres(LoadedConfiguration loaded) =>
        loaded.Settings?.Store.Postgres is not null || loaded.Errors.Any(error => error.Path == "store.postgres");

    /// <summary>Does something with a store; what the store refuses ends the verb with its words.</summary>
    public static async Task<T> StopOnRefusalAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception refused) when (refused is StoreRefusedException or StoreUnavailableException)
        {
            throw StopException.Failed(refused.Message);
        }
    }
}
