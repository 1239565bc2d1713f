using System.Diagnostics;

namespace Breakwater.PostgresServer;

/// <summary>Where PostgreSQL's programs are: Debian's package, which is installed where it is missing and may be.</summary>
internal static class Installation
{
    private const string Packages = "/usr/lib/postgresql";

    /// <summary>The folder with <c>postgres</c> and <c>initdb</c> of the newest version.</summary>
    public static string Find() => Newest() ?? Install() ?? throw new InvalidOperationException(
        "these tests start a PostgreSQL of their own: install it (Debian: apt-get install postgresql), or put its bin folder into POSTGRES_BIN");

    private static string? Newest()
    {
        if (Environment.GetEnvironmentVariable("POSTGRES_BIN") is { Length: > 0 } given)
        {
            return given;
        }

        return !Directory.Exists(Packages) ? null : Directory.GetDirectories(Packages)
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin"))
            .FirstOrDefault(bin => File.Exists(Path.Combine(bin, "postgres")));
    }

    private static string? Install()
    {
        if (Environment.UserName != "root" || !File.Exists("/usr/bin/apt-get"))
        {
            return null;
        }

        Run("apt-get update -q");
        Run("DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends postgresql");
        return Newest();
    }

    private static void Run(string command)
    {
        using var process = Process.Start("/bin/sh", ["-c", $"{command} >&2"]);
        process.WaitForExit();
    }
}
