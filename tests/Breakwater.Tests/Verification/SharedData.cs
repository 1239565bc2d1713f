using Xunit;

namespace Breakwater.Tests.Verification;

/// <summary>Published webhook bodies and vectors that stand beside a checkout (<c>../shared/data</c>), not in the repository.</summary>
internal static class SharedData
{
    /// <summary>A file of it; null, said in the output, where it is missing. In CI it must be there.</summary>
    public static string? Find(string file)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "..", "shared", "data", file);
            if (File.Exists(Path.Combine(folder.FullName, "Breakwater.slnx")) && File.Exists(path))
            {
                return path;
            }
        }

        // The one test-side look at the environment: whether a missing file is a failure.
#pragma warning disable RS0030
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", $"../shared/data/{file} is not beside the checkout");
#pragma warning restore RS0030
        TestContext.Current.TestOutputHelper?.WriteLine($"not tried: ../shared/data/{file} is not beside the checkout");
        return null;
    }
}
