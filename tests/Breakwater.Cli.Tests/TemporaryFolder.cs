namespace Breakwater.Cli.Tests;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("breakwater-").FullName;

    public string PathOf(string name) => Path.Combine(Root, name);

    public void Write(string name, string text) => File.WriteAllText(PathOf(name), text.ReplaceLineEndings("\n"));

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
