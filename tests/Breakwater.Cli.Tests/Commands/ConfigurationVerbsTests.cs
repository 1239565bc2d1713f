using System.Text.Json.Nodes;
using Breakwater.Cli.Commands;
using Breakwater.Cli.Tests.Yaml;
using Breakwater.Configuration;
using Breakwater.Verification.Providers;
using Xunit;

namespace Breakwater.Cli.Tests.Commands;

/// <summary><c>check</c>, <c>schema</c>, <c>init</c>: what they print, write and answer.</summary>
public sealed class ConfigurationVerbsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly CommandLine line;

    public ConfigurationVerbsTests() => line = new CommandLine { Folder = folder.Root };

    public static TheoryData<string> Providers => [.. ProviderCatalog.All.Select(p => p.Name)];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_right_configuration_is_summed_up()
    {
        folder.Write("breakwater.yaml", Loading.Minimal);

        Assert.Equal(0, await line.RunAsync("check"));
        Assert.Contains("/in/erp", line.Out.ToString(), StringComparison.Ordinal);
        Assert.Contains("erp -> orders (all types)", line.Out.ToString(), StringComparison.Ordinal);
        Assert.Contains("warning: ./breakwater.yaml(2,3): sources.erp: accepts anything unsigned", line.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_configuration_is_told_and_ends_with_2()
    {
        folder.Write("other.yaml", "destinatons: {}\nstore: { keep: soon }\n");

        Assert.Equal(2, await line.RunAsync("check", "--config", "other.yaml"));
        Assert.Equal(
            [
                "other.yaml(1,1): destinatons: unknown name 'destinatons'; did you mean 'destinations'?",
                "other.yaml(2,16): store.keep: 'soon' is no duration (250ms, 10s, 5m, 2h, 7d); expected a duration from 1s to 3650d",
                "2 errors",
            ],
            line.Error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(line.Out.ToString());
    }

    [Fact]
    public async Task Programs_get_json()
    {
        folder.Write("breakwater.yaml", "destinatons: {}\n");

        Assert.Equal(2, await line.RunAsync("check", "--json"));
        var error = JsonNode.Parse(line.Out.ToString())!["errors"]![0]!;
        Assert.Equal((1, 1, "destinations"), (error["line"]!.GetValue<int>(), error["column"]!.GetValue<int>(), error["didYouMean"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_missing_configuration_ends_with_2() => Assert.Equal(2, await line.RunAsync("check"));

    [Fact]
    public async Task The_schema_is_printed_or_written()
    {
        Assert.Equal(0, await line.RunAsync("schema"));
        Assert.Equal(0, await line.RunAsync("schema", "--out", "s.json"));

        Assert.Equal(ConfigurationSchema.Json(), line.Out.ToString());
        Assert.Equal(ConfigurationSchema.Json(), await File.ReadAllTextAsync(folder.PathOf("s.json"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task What_init_writes_check_takes_once_its_variables_are_set(string provider)
    {
        Assert.Equal(0, await line.RunAsync("init", "--provider", provider));
        Assert.StartsWith("# yaml-language-server: $schema=breakwater.schema.json\n", await File.ReadAllTextAsync(folder.PathOf("breakwater.yaml"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.True(File.Exists(folder.PathOf("breakwater.schema.json")));

        Assert.Equal(2, await line.RunAsync("check"));
        foreach (var variable in StartingFile.Variables(ProviderCatalog.Find(provider)!))
        {
            line.Environment[variable] = Value(variable);
        }

        Assert.Equal(0, await line.RunAsync("check"));
    }

    private static string Value(string variable) => variable switch
    {
        "ADYEN_HMAC_KEY" => "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056",
        "SENDGRID_PUBLIC_KEY" => "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEGGFMD2gqjtKe4ex0ASNFOAzSnRtb8NbflY+ykliTs2SNDt57nJ+MLUg1ItV56/XTduNLgrA4wXM/PoEx0Pzw/g==",
        _ when variable.EndsWith("_PUBLIC_KEY", StringComparison.Ordinal) => "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        _ when variable.EndsWith("_PUBLIC_URL", StringComparison.Ordinal) => "https://hooks.example.com/in/x",
        _ => "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    };

    [Fact]
    public async Task Init_replaces_nothing_unless_it_is_forced_and_writes_nothing_in_a_dry_run()
    {
        folder.Write("breakwater.yaml", "mine: 1\n");

        Assert.Equal(2, await line.RunAsync("init"));
        Assert.Equal(0, await line.RunAsync("init", "--dry-run", "--force"));
        Assert.Equal("mine: 1\n", await File.ReadAllTextAsync(folder.PathOf("breakwater.yaml"), TestContext.Current.CancellationToken));
        Assert.Equal(0, await line.RunAsync("init", "--force"));
        Assert.Contains("provider: stripe", await File.ReadAllTextAsync(folder.PathOf("breakwater.yaml"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(2, await line.RunAsync("init", "--provider", "nobody", "--force"));
    }

    [Fact]
    public void The_reference_page_is_up_to_date()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Breakwater.slnx")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("No Breakwater.slnx above the tests.");
        }

        var page = File.ReadAllText(Path.Combine(root, "docs", "configuration.md"));

        Assert.True(
            SchemaCommand.Renew(page) == page,
            "docs/configuration.md is out of date; renew it with: dotnet run --project src/Breakwater.Cli -- schema --reference docs/configuration.md");
    }
}
