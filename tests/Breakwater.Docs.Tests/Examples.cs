using Breakwater.Cli;
using Breakwater.Cli.Commands;
using Xunit;

namespace Breakwater.Docs.Tests;

/// <summary>What a page shows is what the program does.</summary>
public sealed class Examples
{
    public static TheoryData<string> PagesWithShell => [.. Block.Pages.Where(page => Block.In(page, "sh").Count > 0)];

    public static TheoryData<string> PagesWithYaml => [.. Block.Pages.Where(page => Block.In(page, "yaml").Count > 0)];

    [Theory]
    [MemberData(nameof(PagesWithShell))]
    public async Task Shell_examples_run(string page)
    {
        await using var session = new ShellSession();
        if (page != "README.md")
        {
            await session.StartServerWithEventsAsync();
        }

        foreach (var line in Block.In(page, "sh").SelectMany(Statements))
        {
            await session.RunAsync(line);
        }
    }

    [Theory]
    [MemberData(nameof(PagesWithYaml))]
    public async Task Yaml_examples_are_valid_configurations(string page)
    {
        foreach (var block in Block.In(page, "yaml"))
        {
            var folder = Directory.CreateTempSubdirectory("breakwater-docs-").FullName;
            try
            {
                TransformExamples.WriteScripts(page, folder);
                await File.WriteAllTextAsync(Path.Combine(folder, "breakwater.yaml"), block.Text, TestContext.Current.CancellationToken);
                var said = new StringWriter();
                var context = new CommandContext
                {
                    Out = said,
                    Error = said,
                    In = TextReader.Null,
                    Terminal = false,
                    Environment = name => name.EndsWith("_PORT", StringComparison.Ordinal) ? "8080" : "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0",
                    Folder = folder,
                    Clock = TimeProvider.System,
                    Chance = new Random(1),
                };
                var exit = await Verbs.Build(context).Parse(["check", "--config", Path.Combine(folder, "breakwater.yaml")]).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);
                Assert.True(exit == 0, $"{block}:\n{said}");
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>The commands of a block: comments dropped, continued lines joined.</summary>
    private static IEnumerable<string> Statements(Block block) =>
        block.Text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !line.StartsWith('#'));
}
