using System.Globalization;

namespace Breakwater.Cli.Yaml;

/// <summary>How every verb that needs a configuration tells its errors.</summary>
internal static class ConfigurationErrors
{
    /// <summary>A line an error, and how many there are.</summary>
    public static void WriteErrors(this LoadedConfiguration loaded, TextWriter writer)
    {
        foreach (var error in loaded.Errors)
        {
            writer.WriteLine(error.ToString());
        }

        if (loaded.Errors.Count > 1)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{loaded.Errors.Count} errors"));
        }
    }
}
