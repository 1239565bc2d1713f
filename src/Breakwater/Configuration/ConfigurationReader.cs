using System.Collections.Frozen;
using Breakwater.Configuration.Options;
using Breakwater.Configuration.Rules;
using Breakwater.Configuration.Sections;
using Breakwater.Verification;

namespace Breakwater.Configuration;

/// <summary>Turns a tree into settings: bind each option, check the relations between them, compose. Every error is told at once.</summary>
public static class ConfigurationReader
{
    /// <summary>Reads a whole configuration. Never throws for what stands in it.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="surroundings">What it may refer to.</param>
    public static ConfigurationResult Read(ConfigurationNode root, ConfigurationSurroundings surroundings)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(surroundings);
        var binding = new Binding(surroundings);
        var scripts = new TransformScripts(surroundings);
        Settings? settings = null;
        if (RootOptions.Section.Read(Place.Root(root), binding, out var values))
        {
            var draft = new Draft(values);
            AllRules.Check(draft, binding.Report);
            AdminOnLoopback.Check(draft, binding.Report, surroundings.HoldsTokens);
            scripts.Compile(draft, binding.Report);
            settings = Compose(draft, scripts, binding.Report);
        }

        return new ConfigurationResult(
            binding.Report.Count == 0 ? settings : null,
            InOrder(binding.Report.Errors),
            InOrder(binding.Report.Warnings),
            [.. binding.Files, .. scripts.Files]);
    }

    private static Settings? Compose(Draft draft, TransformScripts scripts, Report report)
    {
        // Schemes are made even where other sections are wrong: a key that cannot be used is an error like any other.
        var sources = new Dictionary<string, SourceSettings>(StringComparer.Ordinal);
        foreach (var source in draft.Sources.Where(s => s.Value.Sound))
        {
            var before = report.Count;
            Compose(source, sources, report);
            source.Value.Sound &= report.Count == before;
        }

        if (report.Count > 0)
        {
            return null;
        }

        return new Settings
        {
            Listen = draft.Root.TryGet(RootOptions.Listen, out var listen) ? ListenOptions.Compose(listen) : new ListenSettings(),
            Store = draft.Root.TryGet(RootOptions.Store, out var store) ? StoreOptions.Compose(store) : new StoreSettings(),
            Admin = draft.Root.TryGet(RootOptions.Admin, out var admin) ? AdminOptions.Compose(admin) : new AdminSettings(),
            Network = draft.Root.TryGet(RootOptions.Network, out var network) ? NetworkOptions.Compose(network) : new NetworkSettings(),
            Sources = sources.ToFrozenDictionary(StringComparer.Ordinal),
            Destinations = draft.Destinations.ToFrozenDictionary(d => d.Name, d => DestinationOptions.Compose(d.Name, d.Value), StringComparer.Ordinal),
            Routes = [.. draft.Routes.Select(r => RouteOptions.Compose(r.Value, scripts))],
            Entities = draft.Entities.ToFrozenDictionary(e => e.Name, e => EntityOptions.Compose(e.Name, e.Value), StringComparer.Ordinal),
        };
    }

    private static void Compose(Named<Values> source, Dictionary<string, SourceSettings> sources, Report report)
    {
        if (source.Value.Has(SourceOptions.Provider) == source.Value.Has(SourceOptions.Verify))
        {
            return; // Its rule has reported it.
        }

        try
        {
            sources[source.Name] = SourceOptions.Compose(source.Name, source.Value);
        }
        catch (ProviderConfigException fault)
        {
            report.Fault(PlaceOf(source.Value, fault.ValueName), fault.Message);
        }
    }

    private static Place PlaceOf(Values source, string valueName)
    {
        if (source.TryGet(SourceOptions.Verify, out var verify))
        {
            var part = VerifyOptions.Section.Options.FirstOrDefault(o => o.Name == valueName);
            return part is null ? verify.Place : verify.PlaceOf(part);
        }

        var option = SourceOptions.ProviderValues.FirstOrDefault(o => o.Name == valueName);
        return option is null ? source.Place : source.PlaceOf(option);
    }

    private static ConfigurationError[] InOrder(IReadOnlyList<ConfigurationError> found) =>
        [.. found.OrderBy(e => e.Line == 0).ThenBy(e => e.Line).ThenBy(e => e.Column)];
}
