using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Breakwater.Architecture;

/// <summary>Limits that nobody keeps by goodwill: names, leftovers, sizes. The ratchets may fall and never rise.</summary>
public sealed partial class Tidy
{
    /// <summary>How many files of src/ may have more than 300 lines.</summary>
    private const int LongFiles = 0;

    /// <summary>How many methods of src/ may have more than 40 lines.</summary>
    private const int LongMethods = 0;

    private static readonly string[] BannedSuffixes = ["Manager", "Helper", "Helpers", "Util", "Utils", "Base", "Impl", "Data", "Info"];

    [Fact]
    public void Namespaces_are_folders()
    {
        var wrong = Sources.Trees("src").SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>()
            .Where(declaration => declaration.Name.ToString() != Path.GetDirectoryName(Sources.Relative(tree.FilePath))!["src/".Length..].Replace('/', '.'))
            .Select(declaration => $"{Sources.Relative(tree.FilePath)}: {declaration.Name}"));
        Assert.Empty(wrong);
    }

    [Fact]
    public void Names_say_what_a_thing_is()
    {
        var wrong = Sources.Trees("src").SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>())
            .Select(type => type.Identifier.Text)
            .Where(name => BannedSuffixes.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal)));
        Assert.Empty(wrong);
    }

    [Fact]
    public void A_file_is_named_after_a_type_in_it()
    {
        var wrong = Sources.Trees("src").Where(tree => Path.GetFileName(tree.FilePath) is not "Program.cs")
            .Where(tree => tree.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Any())
            .Where(tree => !tree.GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>()
                .Any(member => Name(member) == Path.GetFileNameWithoutExtension(tree.FilePath) || FamilyFiles.Contains(Path.GetFileName(tree.FilePath))))
            .Select(tree => Sources.Relative(tree.FilePath));
        Assert.Empty(wrong);
    }

    [Fact]
    public void Nothing_is_left_unfinished()
    {
        var wrong = Sources.Tracked().Where(file => file.EndsWith(".cs", StringComparison.Ordinal) && !file.Contains("Breakwater.Architecture/", StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(Path.Combine(Sources.Root, file))
                .Select((line, index) => (Line: line, Where: $"{file}:{index + 1}"))
                .Where(found => Unfinished().IsMatch(found.Line)))
            .Select(found => $"{found.Where} {found.Line.Trim()}");
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_regions_and_no_global_usings_of_ours()
    {
        var wrong = Sources.CSharp("src").Where(path => File.ReadLines(path)
            .Any(line => line.TrimStart().StartsWith("#region", StringComparison.Ordinal) || line.StartsWith("global using Breakwater", StringComparison.Ordinal)));
        Assert.Empty(wrong.Select(Sources.Relative));
    }

    [Fact]
    public void No_large_files_are_kept()
    {
        // What is public is a list that grows with the product, and nobody reads it from end to end.
        var wrong = Sources.Tracked().Where(file => !file.EndsWith("PublicAPI.Unshipped.txt", StringComparison.Ordinal)
            && new FileInfo(Path.Combine(Sources.Root, file)).Length > 200 * 1024);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Tests_never_sleep_and_never_skip()
    {
        var wrong = Sources.CSharp("tests").Where(path => !path.Contains("Breakwater.Architecture", StringComparison.Ordinal))
            .SelectMany(path => File.ReadLines(path).Select((line, index) => (Line: line, Where: $"{Sources.Relative(path)}:{index + 1}")))
            .Where(found => SleepsOrSkips().IsMatch(found.Line))
            .Select(found => $"{found.Where} {found.Line.Trim()}");
        Assert.Empty(wrong);
    }

    [Fact]
    public void The_readme_is_short()
    {
        Assert.InRange(File.ReadLines(Path.Combine(Sources.Root, "README.md")).Count(), 1, 120);
    }

    [Fact]
    public void Files_over_300_lines_do_not_grow_in_number()
    {
        var found = Sources.CSharp("src").Where(path => File.ReadLines(path).Count() > 300).Select(Sources.Relative).ToList();
        Assert.True(found.Count <= LongFiles, $"{found.Count} files, allowed {LongFiles}:\n{string.Join('\n', found)}");
    }

    [Fact]
    public void Methods_over_40_lines_do_not_grow_in_number()
    {
        var found = Sources.Trees("src").SelectMany(Sources.Methods).Where(method => method.Lines > 40).ToList();
        Assert.True(found.Count <= LongMethods, $"{found.Count} methods, allowed {LongMethods}:\n{string.Join('\n', found)}");
    }

    /// <summary>Small families of records that are read together, under the name of the family.</summary>
    private static readonly HashSet<string> FamilyFiles = ["Ids.cs", "StoreExceptions.cs", "Requests.cs", "Views.cs", "Queries.cs", "Shapes.cs"];

    private static string? Name(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax type => type.Identifier.Text,
        _ => null,
    };

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException|for now\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"Thread\.Sleep\(|\bSkip\s*=\s*""|Task\.Delay\((?!.*([Cc]lock|[Tt]ime(?!Span)|TimeProvider))")]
    private static partial Regex SleepsOrSkips();
}
