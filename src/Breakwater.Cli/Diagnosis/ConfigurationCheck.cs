using Breakwater.Cli.Output;
using Breakwater.Cli.Yaml;

namespace Breakwater.Cli.Diagnosis;

/// <summary>Whether the configuration is one that <c>run</c> would take.</summary>
internal static class ConfigurationCheck
{
    private const string Name = "configuration";

    public static IEnumerable<Check> Of(LoadedConfiguration loaded)
    {
        foreach (var error in loaded.Errors)
        {
            yield return Check.Fail(Name, error.ToString(), $"correct it; breakwater check --config {loaded.Path} shows all of them");
        }

        foreach (var warning in loaded.Warnings)
        {
            yield return Check.Warn(Name, warning.ToString(), "see whether it is meant");
        }

        if (loaded.Settings is { } settings)
        {
            yield return Check.Ok(
                Name,
                $"{loaded.Path}: {Sizes.Count(settings.Sources.Count, "source")}, {Sizes.Count(settings.Destinations.Count, "destination")}, "
                + Sizes.Count(settings.Routes.Count, "route"));
        }
    }
}
