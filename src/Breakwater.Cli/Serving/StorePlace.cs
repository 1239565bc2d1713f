using Breakwater.Configuration;

namespace Breakwater.Cli.Serving;

/// <summary>Where the store of a configuration is.</summary>
/// <param name="Settings">What the configuration says.</param>
/// <param name="Folder">Where relative paths start: the configuration file's folder.</param>
internal sealed record StorePlace(StoreSettings Settings, string Folder)
{
    /// <summary>The full path of the SQLite file.</summary>
    public string SqlitePath => Path.GetFullPath(Settings.Sqlite, Folder);
}
