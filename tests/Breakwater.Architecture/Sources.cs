using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Breakwater.Architecture;

/// <summary>The repository as text and as syntax: what the tests of this project read.</summary>
internal static class Sources
{
    public static string Root { get; } = FindRoot();

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    /// <summary>The hand-written C# files below a folder of the repository.</summary>
    public static IReadOnlyList<string> CSharp(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(path => !Relative(path).Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal)];

    /// <summary>The syntax trees of a folder, each with its path.</summary>
    public static IReadOnlyList<SyntaxTree> Trees(string folder) =>
        [.. CSharp(folder).Select(path => CSharpSyntaxTree.ParseText(
            File.ReadAllText(path), new CSharpParseOptions(LanguageVersion.Preview), path))];

    /// <summary>A compilation of several folders together, so that references between them resolve.</summary>
    public static CSharpCompilation Compile(params string[] folders)
    {
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)
                || Path.GetFileName(path) is "netstandard.dll" or "mscorlib.dll")
            .Select(path => MetadataReference.CreateFromFile(path));
        var implicitUsings = CSharpSyntaxTree.ParseText("""
            global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
            global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
            """, new CSharpParseOptions(LanguageVersion.Preview));
        return CSharpCompilation.Create(
            "Sources",
            [implicitUsings, .. folders.SelectMany(Trees)],
            platform,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>Files that git keeps, relative to the root.</summary>
    public static IReadOnlyList<string> Tracked()
    {
        using var git = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("git", ["ls-files", "-z"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
        })!;
        var files = git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        return [.. files.Where(file => File.Exists(Path.Combine(Root, file)))];
    }

    /// <summary>The length in lines of every method, constructor, accessor and local function with a body.</summary>
    public static IEnumerable<(string Where, int Lines)> Methods(SyntaxTree tree)
    {
        foreach (var node in tree.GetRoot().DescendantNodes().OfType<BaseMethodDeclarationSyntax>())
        {
            var span = tree.GetLineSpan(node.Span);
            var name = node is MethodDeclarationSyntax method ? method.Identifier.Text : node.Kind().ToString();
            yield return ($"{Relative(tree.FilePath)}:{span.StartLinePosition.Line + 1} {name}", span.EndLinePosition.Line - span.StartLinePosition.Line + 1);
        }
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Breakwater.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Breakwater.slnx is in no folder above the tests.");
        }

        return folder;
    }
}
