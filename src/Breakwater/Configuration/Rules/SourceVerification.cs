using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;
using Breakwater.Verification.Schemes;

namespace Breakwater.Configuration.Rules;

/// <summary>A source says how it is verified: by a preset, or by a scheme with what the scheme needs. That nothing is verified has to be said.</summary>
internal static class SourceVerification
{
    public static void Check(Draft draft, Report report)
    {
        foreach (var source in draft.Sources)
        {
            var before = report.Count;
            Check(source, report);
            source.Value.Sound &= report.Count == before;
        }
    }

    private static void Check(Named<Values> source, Report report)
    {
        var declared = source.Place.Node is ConfigurationNode.Mapping mapping ? mapping.Entries : [];
        var hasProvider = declared.Any(e => e.Key == SourceOptions.Provider.Name);
        var hasVerify = declared.Any(e => e.Key == SourceOptions.Verify.Name);
        if (hasProvider && hasVerify)
        {
            report.KeyFault(source.Value.PlaceOf(SourceOptions.Verify), "provider and verify exclude each other: a preset brings its own verification");
        }
        else if (!hasProvider && !hasVerify)
        {
            report.KeyFault(source.Place, "says neither provider nor verify", "a provider, a verify section, or verify: none to accept anything unsigned");
        }

        if (!hasProvider && hasVerify)
        {
            foreach (var option in SourceOptions.ProviderValues.Where(source.Value.Has))
            {
                report.KeyFault(source.Value.PlaceOf(option), $"'{option.Name}' belongs to a preset; without one the secret stands inside verify");
            }
        }

        if (source.Value.TryGet(SourceOptions.Verify, out var verify) && verify.Sound)
        {
            CheckScheme(verify, report);
        }
    }

    private static void CheckScheme(Values verify, Report report)
    {
        var scheme = verify.Get(VerifyOptions.Scheme);
        var taken = GenericScheme.ValuesOf(scheme);
        foreach (var option in VerifyOptions.Section.Options.Where(o => o != VerifyOptions.Scheme))
        {
            var value = taken.FirstOrDefault(v => v.Name == option.Name);
            if (value is null && verify.Has(option))
            {
                report.KeyFault(verify.PlaceOf(option), $"the scheme {scheme} takes no '{option.Name}'");
            }
            else if (value is { Required: true } && !verify.Has(option))
            {
                report.Fault(verify.Place, $"the scheme {scheme} needs '{option.Name}'", option.Words);
            }
        }
    }
}
