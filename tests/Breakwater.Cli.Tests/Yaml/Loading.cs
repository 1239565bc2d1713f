using Breakwater.Cli.Yaml;
using Breakwater.Configuration;
using Xunit;

namespace Breakwater.Cli.Tests.Yaml;

/// <summary>Loads texts with an environment of the test's own.</summary>
internal static class Loading
{
    public const string Minimal = """
        sources:
          erp: { verify: none }
        destinations:
          orders: { url: "https://orders.example.com/hooks" }
        routes:
          - { from: erp, to: orders }

        """;

    public static LoadedConfiguration Load(string text, params (string Name, string Value)[] environment) => ConfigurationFile.LoadText(
        text.ReplaceLineEndings("\n"),
        "breakwater.yaml",
        name => environment.Where(e => e.Name == name).Select(e => e.Value).FirstOrDefault());

    /// <summary>The only error of a text.</summary>
    public static ConfigurationError ErrorOf(string text, params (string Name, string Value)[] environment) =>
        Assert.Single(Load(text, environment).Errors);

    /// <summary>The settings of a text without errors.</summary>
    public static Settings SettingsOf(string text, params (string Name, string Value)[] environment)
    {
        var loaded = Load(text, environment);
        Assert.Empty(loaded.Errors);
        return loaded.Settings!;
    }

    /// <summary>A destination with these lines, between a source and a route.</summary>
    public static string WithDestination(string lines) => $$"""
        sources:
          erp: { verify: none }
        destinations:
          orders:
            url: https://orders.example.com/hooks
        {{lines}}
        routes:
          - { from: erp, to: orders }

        """;

    /// <summary>A source with these lines; the first one is line 3, indented by 4.</summary>
    public static string WithSource(string lines) => $$"""
        sources:
          erp:
        {{lines}}
        """;
}
