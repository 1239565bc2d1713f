using System.Globalization;
using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Observing;
using Breakwater.Storage;
using Microsoft.Extensions.Logging;

namespace Breakwater.Running;

/// <summary>
/// Takes a new configuration over, whole or not at all. Arrivals and attempts under way keep the one they began with. What is
/// recorded in the moment of the change for a destination that goes stays in the store, and waits there until it is configured again.
/// </summary>
internal sealed partial class Reload(
    IDeliveryStore store, Dispatcher dispatcher, ITransport transport, Feed feed, TimeProvider clock, ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1);
    private string? fault;

    /// <summary>What is wrong with the configuration on disk, or null.</summary>
    public string? Fault => Volatile.Read(ref fault);

    /// <summary>Checks, and swaps.</summary>
    /// <returns>Why it was refused; empty when it is in force.</returns>
    public async Task<IReadOnlyList<string>> ApplyAsync(Settings current, InForce next, Action<InForce> swap, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            var backlogs = await store.BacklogsAsync(cancellation);
            var refusals = Refusals(current, next.Settings, backlogs);
            if (refusals.Count > 0)
            {
                var words = string.Join("; ", refusals);
                LogRefused(words);
                Tell(NoticeKinds.ConfigurationRefused, words);
                return refusals;
            }

            // Lines first: what the new routes make then finds them.
            transport.Apply(next.Settings);
            dispatcher.Apply(next.Settings);
            swap(next);
            dispatcher.Expect(backlogs);
            Report(null);
            LogApplied(next.Settings.Sources.Count, next.Settings.Destinations.Count, next.Settings.Routes.Count);
            Tell(NoticeKinds.ConfigurationApplied, null);
            return [];
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Notes that the configuration on disk is invalid, or (null) that it is valid again.</summary>
    public void Report(string? found)
    {
        var before = Interlocked.Exchange(ref fault, found);
        if (found is not null && found != before)
        {
            LogInvalid(found);
            Tell(NoticeKinds.ConfigurationRefused, found);
        }
        else if (found is null && before is not null)
        {
            LogValidAgain();
        }
    }

    /// <inheritdoc />
    public void Dispose() => turn.Dispose();

    /// <summary>Why a configuration can't follow another. Pure.</summary>
    internal static IReadOnlyList<string> Refusals(Settings current, Settings next, IReadOnlyList<Backlog> backlogs)
    {
        var refusals = new List<string>();
        if (current.Listen != next.Listen)
        {
            refusals.Add("listen: other addresses need a restart");
        }

        if (current.Store.Sqlite != next.Store.Sqlite)
        {
            refusals.Add("store: another store needs a restart");
        }

        foreach (var owed in backlogs.Where(owed => current.Destinations.ContainsKey(owed.Destination) && !next.Destinations.ContainsKey(owed.Destination)))
        {
            refusals.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"destinations: {owed.Destination} is gone and is still owed {owed.Waiting} deliveries: keep it with retired: true until they are settled, or cancel them"));
        }

        return refusals;
    }

    private void Tell(string kind, string? text) => feed.Publish(new Notice { At = clock.GetUtcNow(), Kind = kind, Text = text });

    [LoggerMessage(LogEvents.ConfigurationApplied, LogLevel.Information, "a new configuration is in force: {Sources} sources, {Destinations} destinations, {Routes} routes")]
    private partial void LogApplied(int sources, int destinations, int routes);

    [LoggerMessage(LogEvents.ConfigurationRefused, LogLevel.Error, "the new configuration was refused, the last one stays in force: {Reasons}")]
    private partial void LogRefused(string reasons);

    [LoggerMessage(LogEvents.ConfigurationInvalid, LogLevel.Error, "the configuration file is invalid, the last good one stays in force: {Fault}")]
    private partial void LogInvalid(string fault);

    [LoggerMessage(LogEvents.ConfigurationValidAgain, LogLevel.Information, "the configuration file is valid again")]
    private partial void LogValidAgain();
}
