using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Breakwater.Simulation.Tests;

/// <summary>Compiles the engine with a mutation, in memory, and loads it with a simulation of its own beside the real one.</summary>
internal static class BrokenEngine
{
    private const string Engine = "Breakwater.Engine";
    private const string Simulation = "Breakwater.Simulation";

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview);
    private static readonly string Root = FindRoot();
    private static readonly Lazy<CSharpCompilation> Whole = new(CompileWhole);

    /// <summary>How many scenarios it took, and which promise broke; null when none did.</summary>
    public static (int Scenarios, string? Promise, string? Text) Hunt(Mutation? mutation, int count)
    {
        var context = new Beside(Emit(mutation));
        var sweep = context.LoadFromAssemblyName(new AssemblyName(Simulation)).GetType("Breakwater.Simulation.Sailing.Sweep", throwOnError: true)!;
        var hunt = sweep.GetMethod("Hunt", BindingFlags.Public | BindingFlags.Static)!;
        return ((int, string?, string?))hunt.Invoke(null, [1UL, count, Environment.ProcessorCount])!;
    }

    private static byte[] Emit(Mutation? mutation)
    {
        var compilation = mutation is null ? Whole.Value : With(Whole.Value, mutation);
        using var bytes = new MemoryStream();
        var result = compilation.Emit(bytes);
        return result.Success
            ? bytes.ToArray()
            : throw new InvalidOperationException(string.Join('\n', result.Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error).Take(10)));
    }

    private static CSharpCompilation With(CSharpCompilation compilation, Mutation mutation)
    {
        var path = Path.Combine(Root, "src/Breakwater", mutation.File);
        var tree = compilation.SyntaxTrees.Single(tree => tree.FilePath == path);
        var text = tree.ToString();
        if (text.Split(mutation.Find).Length != 2)
        {
            throw new InvalidOperationException($"'{mutation.Name}' finds its place in {mutation.File} {text.Split(mutation.Find).Length - 1} times, and should once");
        }

        return compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(text.Replace(mutation.Find, mutation.Replacement, StringComparison.Ordinal), Parsing, path));
    }

    private static CSharpCompilation CompileWhole()
    {
        var output = Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)))!;
        var built = Path.Combine(Root, "src/Breakwater/obj", output, "net10.0");
        var sources = Directory.EnumerateFiles(Path.Combine(Root, "src/Breakwater"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Concat(Directory.EnumerateFiles(Path.Combine(built, "generated"), "*.cs", SearchOption.AllDirectories))
            .Append(Path.Combine(built, "Breakwater.GlobalUsings.g.cs"))
            .Append(Path.Combine(built, "Breakwater.AssemblyInfo.cs"));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileNameWithoutExtension(path) is not (Engine or Simulation))
            .Select(path => MetadataReference.CreateFromFile(path));
        return CSharpCompilation.Create(
            Engine,
            sources.Order(StringComparer.Ordinal).Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), Parsing, path)),
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable, deterministic: true));
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

    private sealed class Beside(byte[] engine) : AssemblyLoadContext("broken")
    {
        protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name switch
        {
            Engine => LoadFromStream(new MemoryStream(engine)),
            Simulation => LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, Simulation + ".dll")),
            _ => null,
        };
    }
}
