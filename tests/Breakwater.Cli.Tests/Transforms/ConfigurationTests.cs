using Breakwater.Configuration.Rules;
using Breakwater.Cli.Yaml;
using Xunit;

namespace Breakwater.Cli.Tests.Transforms;

/// <summary><c>transform</c> in the configuration: read with it, refused with it, and one for each event and destination.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_script_is_read_from_beside_the_configuration_and_watched_with_it()
    {
        Directory.CreateDirectory(folder.PathOf("transforms"));
        folder.Write("transforms/orders.js", "export default (event) => event.body");
        var loaded = Load("  - { from: erp, to: orders, transform: ./transforms/orders.js }\n");

        Assert.Empty(loaded.Errors);
        Assert.Equal("transforms/orders.js", loaded.Settings!.Routes[0].Transform!.Name);
        Assert.Equal(["breakwater.yaml", "orders.js"], loaded.Files.Select(Path.GetFileName));

        folder.Write("transforms/orders.js", "export default (event) => 1");
        Assert.NotEqual(loaded.Fingerprint, FileSet.Fingerprint(loaded.Files));
    }

    [Fact]
    public void One_script_of_two_routes_is_compiled_once()
    {
        folder.Write("a.js", "export default (event) => event.body");
        var loaded = Load("  - { from: erp, types: a, to: orders, transform: a.js }\n  - { from: erp, types: b, to: crm, transform: a.js }\n");

        Assert.Same(loaded.Settings!.Routes[0].Transform, loaded.Settings.Routes[1].Transform);
    }

    [Theory]
    [InlineData("a.js", null, "the file 'a.js' does not exist")]
    [InlineData("a.js", "export default (event) => {", "a.js(1,28): ")]
    [InlineData("a.js", "const a = 1", "a.js(1,1): there is no 'export default (event) => body'")]
    public void What_is_wrong_with_a_script_is_told_with_the_places_in_both_files(string path, string? code, string says)
    {
        if (code is not null)
        {
            folder.Write(path, code);
        }

        var error = Assert.Single(Load($"  - {{ from: erp, to: orders, transform: {path} }}\n").Errors);

        Assert.Equal((7, 41, "routes[0].transform"), (error.Line, error.Column, error.Path));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("types: order.*", "types: order.paid", true)]
    [InlineData("types: order.*", "types: stock.*", false)]
    [InlineData("types: order.*", "types: '*.paid'", true)]
    [InlineData("", "types: stock.*", true)]
    [InlineData("where: { /a: [x, y] }", "where: { /a: z }", false)]
    [InlineData("where: { /a: [x, y] }", "where: { /a: y }", true)]
    [InlineData("where: { /a: x }", "where: { /b: z }", true)]
    public void Routes_that_may_lead_one_event_to_one_destination_agree_about_its_transform(string one, string other, bool clash)
    {
        folder.Write("a.js", "export default (event) => event.body");
        folder.Write("b.js", "export default (event) => event.body");
        string Route(string parts, string transform) => $"  - {{ from: erp, to: [orders, crm], {(parts.Length > 0 ? parts + ", " : "")}transform: {transform} }}\n";

        var errors = Load(Route(one, "a.js") + Route(other, "b.js")).Errors;
        Assert.Equal(clash ? 2 : 0, errors.Count);
        Assert.All(errors, error => Assert.Contains("routes[0]", error.Message, StringComparison.Ordinal));
        Assert.Empty(Load(Route(one, "a.js") + Route(other, "a.js")).Errors);
    }

    [Fact]
    public void A_route_without_a_transform_disagrees_with_one_that_has_it()
    {
        folder.Write("a.js", "export default (event) => event.body");

        Assert.Single(Load("  - { from: erp, to: orders, transform: a.js }\n  - { from: erp, to: [orders, crm] }\n").Errors);
    }

    [Theory]
    [InlineData("a.b", "a.b", true)]
    [InlineData("a.*", "*.b", true)]
    [InlineData("a*c", "ab*d", false)]
    [InlineData("*", "", true)]
    [InlineData("a*b*c", "*x*", true)]
    [InlineData("abc", "a*d", false)]
    [InlineData("*a", "*b", false)]
    public void Patterns_meet_where_some_text_fits_both(string one, string other, bool meet) =>
        Assert.Equal((meet, meet), (OneTransform.Meet(one, other), OneTransform.Meet(other, one)));

    private LoadedConfiguration Load(string routes)
    {
        folder.Write("breakwater.yaml", $$"""
            sources:
              erp: { verify: none }
            destinations:
              orders: { url: "https://orders.example.com/hooks" }
              crm: { url: "https://crm.example.com/hooks" }
            routes:
            {{routes}}
            """);
        return ConfigurationFile.Load(Path.Combine(folder.Root, "breakwater.yaml"), _ => null);
    }
}
