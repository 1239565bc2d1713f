using Breakwater.Cli.Yaml;
using Breakwater.Configuration;
using Breakwater.Verification;
using Breakwater.Verification.Providers;

namespace Breakwater.Cli.Verifying;

/// <summary>For whom a request ought to be genuine: a source of the configuration, or a provider with given secrets.</summary>
internal sealed record Subject(string Name, ISignatureScheme Scheme, EventIdentity Identity, TimeSpan Tolerance)
{
    /// <summary>A source; a configuration that is wrong, or has no such source, ends the verb.</summary>
    public static Subject Source(CommandContext context, string config, string name)
    {
        var source = Find(context, config, name).Source;
        return new Subject($"source {name}", source.Scheme, source.Identity, source.Tolerance);
    }

    /// <summary>A source and the settings around it.</summary>
    public static (Settings Settings, SourceSettings Source) Find(CommandContext context, string config, string name)
    {
        var loaded = ConfigurationFile.Load(config, context);
        if (loaded.Settings is not { } settings)
        {
            loaded.WriteErrors(context.Error);
            throw StopException.Usage($"{config} is not valid: nothing was done");
        }

        return settings.Sources.TryGetValue(name, out var source)
            ? (settings, source)
            : throw StopException.Usage($"{config} has no source {name}; it has {Known(settings.Sources.Keys)}");
    }

    /// <summary>A provider, with what was given on the command line.</summary>
    public static Subject Provider(string name, IReadOnlyDictionary<string, IReadOnlyList<string>> values)
    {
        var provider = ProviderCatalog.Find(name)
            ?? throw StopException.Usage($"provider {name} is not supported; supported are {Known(ProviderCatalog.All.Select(known => known.Name))}");
        try
        {
            return new Subject($"provider {name}", provider.Scheme(new ProviderConfig(values)), provider.Identity, provider.Tolerance);
        }
        catch (ProviderConfigException fault)
        {
            throw StopException.Usage($"{fault.Message} (give --{(fault.ValueName == "publicKey" ? "public-key" : fault.ValueName)})");
        }
    }

    private static string Known(IEnumerable<string> names)
    {
        var text = string.Join(", ", names.Order(StringComparer.Ordinal));
        return text.Length == 0 ? "none" : text;
    }
}
