namespace Breakwater.Bench;

/// <summary>Where the programs lie that are measured: built beside this one, in the same configuration.</summary>
internal static class Build
{
    public static string Root { get; } = FindRoot();

    public static string Breakwater => Output("src/Breakwater.Cli", "breakwater.dll");

    public static string Limit => Output("bench/Breakwater.Bench.Limit", "Breakwater.Bench.Limit.dll");

    public static string Hangfire => Output("bench/peers/Breakwater.Bench.Hangfire", "Breakwater.Bench.Hangfire.dll");

    public static bool IsRelease => AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    private static string Output(string project, string assembly) =>
        Path.Combine(Root, project, "bin", IsRelease ? "Release" : "Debug", "net10.0", assembly);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Breakwater.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("not inside the repository");
    }
}
