using Breakwater.Configuration.Options;
using Breakwater.Verification;
using Breakwater.Verification.Schemes;

namespace Breakwater.Configuration.Sections;

/// <summary>From a <c>verify</c> section to the scheme that it describes.</summary>
internal static class GenericSchemes
{
    /// <summary>Without a preset: the hash of the body, and nothing else, until <c>event</c> says more.</summary>
    public static EventIdentity Identity { get; } = new() { Id = [new Selector([new SelectorPart(SelectorKind.BodyHash, "")])] };

    /// <exception cref="ProviderConfigException">A value is missing or malformed.</exception>
    public static ISignatureScheme Make(Values verify)
    {
        var texts = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var option in VerifyOptions.Texts)
        {
            if (verify.TryGet(option, out var text))
            {
                texts[option.Name] = [text];
            }
        }

        foreach (var option in VerifyOptions.Secrets)
        {
            if (verify.TryGet(option, out var secrets))
            {
                texts[option.Name] = [.. secrets.Select(s => s.Value.Reveal())];
            }
        }

        return GenericScheme.Create(verify.Get(VerifyOptions.Scheme), new ProviderConfig(texts));
    }
}
