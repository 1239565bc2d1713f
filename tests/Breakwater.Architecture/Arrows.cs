using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Breakwater.Architecture;

/// <summary>Arrows run one way: a folder of the engine uses folders of a lower ring only, never a neighbour.</summary>
public sealed class Arrows
{
    private static readonly Dictionary<string, int> Rings = new()
    {
        ["Model"] = 0,
        ["Waiting"] = 0,
        ["Configuration"] = 1,
        ["Judging"] = 2,
        ["Storage"] = 3,
        ["Observing"] = 3,
        ["Receiving"] = 4,
        ["Routing"] = 4,
        ["Recording"] = 4,
        ["Delivering"] = 4,
        ["Settling"] = 4,
        ["Sharing"] = 5,
        ["Calling"] = 5,
        ["Replaying"] = 5,
        ["Reconciling"] = 5,
        ["Retaining"] = 5,
        ["Alerting"] = 5,
        ["Running"] = 6,
    };

    private static readonly Dictionary<string, string[]> Projects = new()
    {
        ["Breakwater.Verification"] = [],
        ["Breakwater"] = ["Breakwater.Verification"],
        ["Breakwater.Simulation"] = ["Breakwater"],
        ["Breakwater.Sqlite"] = ["Breakwater"],
        ["Breakwater.PostgreSql"] = ["Breakwater"],
        ["Breakwater.AspNetCore"] = ["Breakwater"],
        ["Breakwater.Dashboard"] = [],
        ["Breakwater.Transforms"] = ["Breakwater"],
        ["Breakwater.Cli"] = ["Breakwater.AspNetCore", "Breakwater.Dashboard", "Breakwater.PostgreSql", "Breakwater.Simulation", "Breakwater.Sqlite", "Breakwater.Transforms"],
    };

    [Fact]
    public void Every_folder_of_the_engine_has_a_ring()
    {
        var folders = Directory.GetDirectories(Path.Combine(Sources.Root, "src/Breakwater"))
            .Select(folder => Path.GetFileName(folder)!)
            .Where(folder => folder is not ("bin" or "obj"));
        Assert.Empty(folders.Except(Rings.Keys));
    }

    [Fact]
    public void No_arrow_points_outwards_or_to_a_neighbour()
    {
        var compilation = Sources.Compile("src/Breakwater.Verification", "src/Breakwater");
        var wrong = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var tree in compilation.SyntaxTrees.Where(tree => Folder(tree.FilePath) is not null))
        {
            var from = Folder(tree.FilePath)!;
            foreach (var (to, type) in References(compilation.GetSemanticModel(tree), tree))
            {
                if (to != from && Rings[to] >= Rings[from])
                {
                    wrong.Add($"{Sources.Relative(tree.FilePath)} uses {to}.{type}: ring {Rings[from]} may not use ring {Rings[to]}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Verification_knows_nothing_of_the_engine()
    {
        var words = Sources.CSharp("src/Breakwater.Verification")
            .Where(path => File.ReadAllText(path).Contains("using Breakwater.Model", StringComparison.Ordinal)
                || File.ReadAllText(path).Contains("using Breakwater.Configuration", StringComparison.Ordinal));
        Assert.Empty(words);
    }

    [Fact]
    public void Projects_refer_to_each_other_as_a_star()
    {
        foreach (var (project, allowed) in Projects)
        {
            var text = File.ReadAllText(Path.Combine(Sources.Root, "src", project, project + ".csproj"));
            var found = System.Text.RegularExpressions.Regex.Matches(text, "ProjectReference Include=\"\\.\\./[^/]+/([^\"]+)\\.csproj\"")
                .Select(match => match.Groups[1].Value);
            Assert.Equal(allowed.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void The_engine_awaits_on_the_scheduler_it_was_started_on()
    {
        var wrong = Sources.Trees("src/Breakwater").SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<MemberAccessExpressionSyntax>()
            .Where(access => access.Name.Identifier.Text == "ConfigureAwait" || access.ToString() is "Task.Run" or "Task.Factory" or "ThreadPool.QueueUserWorkItem")
            .Select(access => $"{Sources.Relative(tree.FilePath)}:{tree.GetLineSpan(access.Span).StartLinePosition.Line + 1} {access}"));
        Assert.Empty(wrong);
    }

    private static IEnumerable<(string Folder, string Type)> References(SemanticModel model, SyntaxTree tree)
    {
        foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            var symbol = model.GetSymbolInfo(name).Symbol;
            var type = symbol as INamedTypeSymbol ?? symbol?.ContainingType;
            var path = type?.OriginalDefinition.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree.FilePath;
            if (path is not null && Folder(path) is { } folder)
            {
                yield return (folder, type!.Name);
            }
        }
    }

    /// <summary>The folder of the engine that a file lies in; null for files of other projects.</summary>
    private static string? Folder(string path)
    {
        var parts = string.IsNullOrEmpty(path) ? [] : Sources.Relative(path).Split('/');
        return parts is ["src", "Breakwater", var folder, ..] && Rings.ContainsKey(folder) ? folder : null;
    }
}
