using System.Text.RegularExpressions;
using Xunit;

namespace Breakwater.Docs.Tests;

/// <summary>Pages point at what exists.</summary>
public sealed partial class Links
{
    [Fact]
    public void Every_relative_link_leads_somewhere()
    {
        var pages = Block.Pages.Concat(["CONTRIBUTING.md", "CHANGELOG.md"])
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs", "decisions"), "*.md").Select(path => "docs/decisions/" + Path.GetFileName(path)));
        var broken = pages.SelectMany(page => Link().Matches(File.ReadAllText(Path.Combine(Repository.Root, page)))
            .Select(match => match.Groups[1].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'))
            .Select(target => (Page: page, Target: target, Path: Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, target.Split('#')[0]))))
            .Where(link => !File.Exists(link.Path) && !Directory.Exists(link.Path))
            .Select(link => $"{link.Page}: {link.Target}");
        Assert.Empty(broken);
    }

    [Fact]
    public void Every_source_file_that_a_page_names_exists()
    {
        var missing = Block.Pages.SelectMany(page => Named().Matches(File.ReadAllText(Path.Combine(Repository.Root, page)))
            .Select(match => match.Groups[1].Value)
            .Where(path => !File.Exists(Path.Combine(Repository.Root, path)) && !Directory.Exists(Path.Combine(Repository.Root, path)))
            .Select(path => $"{page}: {path}"));
        Assert.Empty(missing);
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`((?:src|tests|bench|docs|eng)/[A-Za-z0-9_./-]+)`")]
    private static partial Regex Named();
}
