using System.Runtime.CompilerServices;
using Breakwater.Cli.Client;
using Breakwater.Cli.Commands;
using Breakwater.Cli.Yaml;
using Breakwater.Configuration;
using Breakwater.PostgreSql;
using Breakwater.Sqlite;

namespace Breakwater.Cli.Diagnosis;

/// <summary>What a checkup is asked for with.</summary>
/// <param name="Configuration">The configuration, valid or not.</param>
/// <param name="Server">The admin address as said, or null.</param>
/// <param name="Deep">Compare indexes with their tables, too.</param>
internal sealed record CheckupParts(LoadedConfiguration Configuration, string? Server, bool Deep);

/// <summary>Everything that is looked at, in the order in which trouble spreads: configuration, store, disk, server, destinations, clock.</summary>
internal sealed class Checkup(CommandContext context, CheckupParts parts)
{
    private const int DestinationsAtOnce = 16;
    private readonly List<Sighting> sightings = [];

    public async IAsyncEnumerable<Check> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var check in ConfigurationCheck.Of(parts.Configuration))
        {
            yield return check;
        }

        var settings = parts.Configuration.Settings;
        string? holder = null;
        if (settings is { Store.Postgres: { } connection })
        {
            var store = await PostgresInspection.LookAsync(new PostgresOptions { Connection = connection }, cancellation);
            foreach (var check in KeyCheck.Of(store.Seals, settings.Store).Prepend(PostgresCheck.Of(store)))
            {
                yield return check;
            }
        }
        else if (settings is not null)
        {
            var store = await SqliteInspection.LookAsync(StoreVerb.SqlitePath(context, parts.Configuration), parts.Deep, cancellation);
            holder = store.Holder;
            foreach (var check in StoreChecks.Of(store, parts.Deep).Concat(KeyCheck.Of(store.Seals, settings.Store)))
            {
                yield return check;
            }

            yield return DiskCheck.Of(store.Path, store.Bytes + store.LogBytes);
        }

        yield return Noted(await ServerCheck.OfAsync(Server(settings), holder, context.Clock, cancellation));
        await foreach (var check in DestinationsAsync(settings ?? new Settings(), cancellation))
        {
            yield return check;
        }

        foreach (var check in ClockCheck.Of(sightings, Tolerance(settings), context.Clock.GetUtcNow()))
        {
            yield return check;
        }
    }

    private async IAsyncEnumerable<Check> DestinationsAsync(Settings settings, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var some in settings.Destinations.Values.OrderBy(destination => destination.Name, StringComparer.Ordinal).Chunk(DestinationsAtOnce))
        {
            var looks = some.Select(destination => DestinationCheck.OfAsync(destination, settings.Network, context.Clock, cancellation)).ToList();
            foreach (var look in looks)
            {
                yield return Noted(await look);
            }
        }
    }

    private Check Noted((Check Check, Sighting? Sighting) found)
    {
        if (found.Sighting is { } sighting)
        {
            sightings.Add(sighting);
        }

        return found.Check;
    }

    /// <summary>What was said goes first, then the environment, then this configuration, wherever it lies.</summary>
    private Uri Server(Settings? settings)
    {
        var said = parts.Server ?? (string.IsNullOrEmpty(context.Environment("BREAKWATER_SERVER")) && settings?.Listen.Admin is { Port: > 0 } admin
            ? admin.AbsoluteUri
            : null);
        return ServerAddress.Find(context, said);
    }

    private static TimeSpan Tolerance(Settings? settings) =>
        settings is { Sources.Count: > 0 } ? settings.Sources.Values.Min(source => source.Tolerance) : TimeSpan.FromMinutes(5);
}
