namespace Breakwater.Cli.Demo;

/// <summary>How to start this program again as a process of its own.</summary>
/// <param name="FileName">The executable.</param>
/// <param name="Arguments">What comes before the verb: the assembly, where the executable is <c>dotnet</c>.</param>
internal sealed record ProgramPath(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>The program that is running now: its own executable, or <c>dotnet breakwater.dll</c>.</summary>
    public static ProgramPath Own()
    {
        var running = Environment.ProcessPath ?? "dotnet";
        return Path.GetFileNameWithoutExtension(running).Equals("dotnet", StringComparison.OrdinalIgnoreCase)
            ? OfAssembly(Path.Combine(AppContext.BaseDirectory, "breakwater.dll"), running)
            : new ProgramPath(running, []);
    }

    /// <summary>The program of a built assembly.</summary>
    public static ProgramPath OfAssembly(string assembly, string dotnet = "dotnet") => new(dotnet, [assembly]);
}
