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

    /// <summary>At least one text under the first of these names that has any.</summary>
    public static IReadOnlyList<string> Required(this ProviderConfig config, string name, string instead)
    {
        var texts = config.Optional(name);
        return texts.Count > 0 ? texts : config.Optional(instead) is { Count: > 0 } others ? others
            : throw new ProviderConfigException(name, $"`{name}` is missing");
    }

    /// <summary>Exactly one text.</summary>
    public static string RequiredOne(this ProviderConfig config, string name) =>
        config.Single(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text : throw new ProviderConfigException(name, $"`{name}` is missing");

    /// <summary>True when the value is there and says so.</summary>
    /// <exception cref="ProviderConfigException">It is neither true nor false.</exception>
    public static bool Flag(this ProviderConfig config, string name) => config.Single(name) switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw new ProviderConfigException(name, $"`{name}` is true or false"),
    };

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
