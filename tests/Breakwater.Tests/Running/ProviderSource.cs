using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Verification;
using Breakwater.Verification.Providers;

namespace Breakwater.Tests.Running;

/// <summary>A source of a provider, as the configuration makes it.</summary>
internal static class ProviderSource
{
    public static SourceSettings Of(string provider, IReadOnlyDictionary<string, IReadOnlyList<string>> values)
    {
        var preset = ProviderCatalog.Find(provider)!;
        var config = new ProviderConfig(values);
        return new SourceSettings
        {
            Name = "shop",
            Provider = provider,
            Scheme = preset.Scheme(config),
            SchemeName = provider,
            Identity = preset.Identity,
            Handshake = preset.Handshake?.Invoke(config),
            AnswerStatus = preset.AnswerStatus,
            EmptyAnswers = preset.EmptyAnswers,
            Tolerance = preset.Tolerance,
            MaxBody = preset.MaxBody,
            Secrets = [.. values.Values.SelectMany(texts => texts).Select(text => new Secret(text))],
        };
    }
}
