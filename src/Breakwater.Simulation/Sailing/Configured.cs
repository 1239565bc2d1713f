using System.Collections.Frozen;
using Breakwater.Configuration;
using Breakwater.Simulation.Scenarios;
using Breakwater.Verification;
using Breakwater.Verification.Schemes;

namespace Breakwater.Simulation.Sailing;

/// <summary>The configuration of a scenario.</summary>
internal static class Configured
{
    private static readonly ISignatureScheme Unsigned = GenericScheme.Create("none", new ProviderConfig(new Dictionary<string, IReadOnlyList<string>>()));

    private static readonly EventIdentity Identity = new()
    {
        Id = [Pointer("/id")],
        IdRequired = true,
        Type = [Pointer("/type")],
        Key = [Pointer("/key")],
        Version = [Pointer("/version")],
    };

    /// <summary>The course that a scenario takes.</summary>
    public static Course Course(Scenario scenario) => new()
    {
        Seed = scenario.Seed,
        Order = scenario.Order,
        Nodes = scenario.Nodes,
        Leased = scenario.Leased,
        Settings = Of(scenario, reloaded: false),
        Reloaded = scenario.Late is null ? null : Of(scenario, reloaded: true),
        Postings = scenario.Postings,
        Troubles = scenario.Troubles,
        Length = scenario.Length,
    };

    /// <summary>Before the reload, or after it.</summary>
    private static Settings Of(Scenario scenario, bool reloaded)
    {
        var late = reloaded ? scenario.Late : null;
        var names = scenario.Routes.SelectMany(route => route.From).Distinct().ToList();
        return new Settings
        {
            Store = new StoreSettings { Lease = scenario.Lease, Keep = TimeSpan.FromDays(3_650) },
            Sources = names.ToFrozenDictionary(name => name, SourceOf),
            Routes = late is null ? scenario.Routes : [.. scenario.Routes, new RouteSettings { From = names, To = [late.Name] }],
            Destinations = (late is null ? scenario.Targets : scenario.Targets.Append(late)).ToFrozenDictionary(target => target.Name, target => target.Settings),
        };
    }

    private static SourceSettings SourceOf(string name) => new() { Name = name, Scheme = Unsigned, SchemeName = "none", Identity = Identity };

    private static Selector Pointer(string pointer) => new([new SelectorPart(SelectorKind.Pointer, pointer)]);
}
