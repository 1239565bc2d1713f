namespace Breakwater.Verification.Schemes;

/// <summary>What an operator configured, checked: messages name the value, never its content.</summary>
internal static class ConfiguredTexts
{
    /// <summary>At least one text, none of them blank.</summary>
    public static IReadOnlyList<string> Required(this ProviderConfig config, string name)
    {
        var texts = config.Optional(name);
        return texts.Count > 0 ? texts : throw new ProviderConfigException(name, $"`{name}` is missing");
    }

    /// <summary>Any number of texts, none of them blank.</summary>
    public static IReadOnlyList<string> Optional(this ProviderConfig config, string name)
    {
        var texts = config.All(name);
        return texts.Any(string.IsNullOrWhiteSpace) ? throw new ProviderConfigException(name, $"`{name}` is empty") : texts;
    }

    /// <summary>At most one text.</summary>
    public static string? Single(this ProviderConfig config, string name)
    {
        var texts = config.All(name);
        return texts.Count > 1 ? throw new ProviderConfigException(name, $"`{name}` takes one value, not a list") : texts.Count == 0 ? null : texts[0];
    }
}
