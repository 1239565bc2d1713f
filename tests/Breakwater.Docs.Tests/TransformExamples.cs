using Breakwater.Cli;
using Breakwater.Cli.Commands;
using Xunit;

namespace Breakwater.Docs.Tests;

/// <summary>The page about transforms: its scripts pass its own cases.</summary>
public sealed class TransformExamples
{
    private const string Page = "docs/transforms.md";

    [Fact]
    public async Task The_scripts_of_the_page_pass_its_cases()
    {
        var folder = Directory.CreateTempSubdirectory("breakwater-docs-").FullName;
        try
        {
            WriteScripts(Page, folder);
            await File.WriteAllTextAsync(Path.Combine(folder, "breakwater.yaml"), Block.In(Page, "yaml")[0].Text, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, "breakwater.test.yaml"), Assert.Single(Block.In(Page, "yaml cases")).Text, TestContext.Current.CancellationToken);
            var said = new StringWriter();
            var context = new CommandContext
            {
                Out = said,
                Error = said,
                In = TextReader.Null,
                Terminal = false,
                Environment = _ => null,
                Folder = folder,
                Clock = TimeProvider.System,
                Chance = new Random(1),
            };

            var exit = await Verbs.Build(context).Parse(["test"]).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);
            Assert.True(exit == 0, said.ToString());
            Assert.Contains("2 passed, 0 failed", said.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Puts the scripts of a page where their first line says: <c>// transforms/orders.js</c>.</summary>
    internal static void WriteScripts(string page, string folder)
    {
        foreach (var script in Block.In(page, "js"))
        {
            var path = Path.Combine(folder, script.Lines[0].TrimStart('/', ' '));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, script.Text);
        }
    }
}
