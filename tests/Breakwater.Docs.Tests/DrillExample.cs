using System.Text.Json;
using System.Text.RegularExpressions;
using Breakwater.Cli;
using Breakwater.Cli.Commands;
using Xunit;

namespace Breakwater.Docs.Tests;

/// <summary>The page about the drill: its example has the shape of what the program prints, and its tables name every member of the JSON.</summary>
public sealed partial class DrillExample
{
    private const string Page = "docs/drill.md";

    [Fact]
    public async Task The_example_has_the_tables_that_the_program_prints()
    {
        var printed = await DrillAsync();
        var shown = Assert.Single(Block.In(Page, "text")).Text;

        Assert.Equal(Heads(shown), Heads(printed));
        Assert.StartsWith("24 h of bad weather, seed 2: 480 events", printed, StringComparison.Ordinal);
        Assert.Contains("destinations.crm.retry.giveUpAfter: ", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_names_every_member_of_the_json()
    {
        using var report = JsonDocument.Parse(await DrillAsync("--json"));
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, Page), TestContext.Current.CancellationToken);

        var missing = Names(report.RootElement).Distinct().Where(name => !page.Contains($"`{name}", StringComparison.Ordinal)).ToList();
        Assert.True(missing.Count == 0, string.Join(", ", missing));
    }

    private static async Task<string> DrillAsync(params string[] more)
    {
        var folder = Directory.CreateTempSubdirectory("breakwater-docs-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "breakwater.yaml"), Assert.Single(Block.In(Page, "yaml")).Text, TestContext.Current.CancellationToken);
            var (said, wrong) = (new StringWriter(), new StringWriter());
            var context = new CommandContext
            {
                Out = said,
                Error = wrong,
                In = TextReader.Null,
                Terminal = false,
                Environment = _ => "shopify-secret",
                Folder = folder,
                Clock = TimeProvider.System,
                Chance = new Random(1),
            };
            var exit = await Verbs.RunAsync(context, ["drill", "--hours", "24", "--rate", "20/h", "--seed", "2", .. more], TestContext.Current.CancellationToken);
            Assert.True(exit == 0, said.ToString() + wrong);
            return said.ToString();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The lines over columns, whatever their width.</summary>
    private static IEnumerable<string> Heads(string text) =>
        text.Split('\n').Where(line => Head().IsMatch(line)).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    private static IEnumerable<string> Names(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Names(member.Value).Prepend(member.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Names),
        _ => [],
    };

    [GeneratedRegex("^[A-Z][A-Z0-9 ]+$")]
    private static partial Regex Head();
}
