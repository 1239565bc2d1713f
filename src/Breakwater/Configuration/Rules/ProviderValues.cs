using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration.Rules;

/// <summary>A preset gets the values that it needs, and no others: a key that nothing uses would look like protection.</summary>
internal static class ProviderValues
{
    public static void Check(Draft draft, Report report)
    {
        foreach (var source in draft.Sources)
        {
            if (source.Value.TryGet(SourceOptions.Provider, out var name) && ProviderNames.Find(name) is { } provider)
            {
                var before = report.Count;
                Check(source, provider, report);
                source.Value.Sound &= report.Count == before;
            }
        }
    }

    private static void Check(Named<Values> source, Verification.Provider provider, Report report)
    {
        foreach (var option in SourceOptions.ProviderValues.Where(source.Value.Has))
        {
            if (!provider.Values.Any(v => v.Name == option.Name))
            {
                report.KeyFault(
                    source.Value.PlaceOf(option),
                    $"provider '{provider.Name}' takes no '{option.Name}'",
                    "one of " + string.Join(", ", provider.Values.Select(v => v.Name)));
            }
        }

        var declared = source.Place.Node is ConfigurationNode.Mapping mapping ? mapping.Entries : [];
        foreach (var value in provider.Values.Where(v => v.Required))
        {
            string[] names = [value.Name, .. provider.Values.Where(v => v.InsteadOf.Contains(value.Name)).Select(v => v.Name)];
            if (!declared.Any(e => names.Contains(e.Key)))
            {
                var others = names.Length == 1 ? "" : $" (or {string.Join(", ", names.Skip(1).Select(name => $"'{name}'"))})";
                report.KeyFault(source.Place, $"provider '{provider.Name}' needs '{value.Name}'{others}: {value.Meaning}");
            }
        }
    }
}
