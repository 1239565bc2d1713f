using System.Text.Json;
using Breakwater.Cli.Demo;
using Xunit;

namespace Breakwater.EndToEnd.Tests.Harness;

/// <summary>Where things lie: the program as it was built, and the data beside the checkout.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>What these tests are built in: <c>Release</c> or <c>Debug</c>.</summary>
    public static string BuildConfiguration { get; } =
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    /// <summary>The program, built in the same configuration as these tests.</summary>
    public static ProgramPath Program { get; } = ProgramPath.OfAssembly(Path.Combine(
        Root,
        "src/Breakwater.Cli/bin",
        BuildConfiguration,
        "net10.0/breakwater.dll"));

    /// <summary>A file of the shared data; null, and said in the output, where it is not there. In CI it has to be.</summary>
    public static string? Shared(string path)
    {
        var file = Path.GetFullPath(Path.Combine(Root, "../shared/data", path));
        if (File.Exists(file))
        {
            return file;
        }

        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", $"{file} is not there, and CI runs with it");
        TestContext.Current.TestOutputHelper!.WriteLine($"NOT TRIED: {file} is not there");
        return null;
    }

    /// <summary>The lines of a shared file of JSON lines.</summary>
    public static IReadOnlyList<JsonElement> SharedLines(string path) =>
        Shared(path) is { } file ? [.. File.ReadLines(file).Where(line => line.Length > 0).Select(line => JsonDocument.Parse(line).RootElement)] : [];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Breakwater.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("these tests run inside the repository");
    }
}
