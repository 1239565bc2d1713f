using System.Collections.Frozen;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Verification;
using Breakwater.Verification.Schemes;

namespace Breakwater.Simulation.Drills;

/// <summary>
/// The user's configuration as it can be rehearsed: what only a platform could sign goes unsigned, and scripts are waited for where they
/// stand, so that the seed decides every step. All else is as it is.
/// </summary>
internal static class Rehearsed
{
    private static readonly ISignatureScheme Unsigned = GenericScheme.Create("none", new ProviderConfig(new Dictionary<string, IReadOnlyList<string>>()));

    /// <summary>The configuration, and the sources whose requests go unsigned.</summary>
    public static (Settings Settings, IReadOnlyList<string> Unsigned) Of(Settings settings, DateTimeOffset now)
    {
        var unsigned = settings.Sources.Values.Where(source => !CanBeSigned(source, settings, now)).Select(source => source.Name).Order(StringComparer.Ordinal).ToList();
        return (settings with
        {
            Sources = settings.Sources.ToFrozenDictionary(
                pair => pair.Key, pair => unsigned.Contains(pair.Key) ? pair.Value with { Scheme = Unsigned, SchemeName = "none" } : pair.Value),
            Routes = [.. settings.Routes.Select(route => route.Transform is { } transform ? route with { Transform = new Waited(transform) } : route)],
        }, unsigned);
    }

    /// <summary>One that signs the body into the body makes another event of each copy, and is left out, too.</summary>
    private static bool CanBeSigned(SourceSettings source, Settings settings, DateTimeOffset now)
    {
        if (source.Scheme is IWholeSigner)
        {
            return false;
        }

        var request = new Voice(source, settings).Sample(now, Scheduling.SeededRandom.For(0, "signing"));
        return source.Scheme.SignRequest(request, now, key: null) is { } signed && source.Scheme.Verify(signed, now, source.Tolerance).Valid;
    }

    /// <summary>A script runs on a thread of its own; here it is waited for, since nothing may come back from another thread.</summary>
    private sealed class Waited(ITransform transform) : ITransform
    {
        public string Name => transform.Name;

        public ValueTask<Transformed> ApplyAsync(Event evt) => new(transform.ApplyAsync(evt).AsTask().GetAwaiter().GetResult());
    }
}
