using System.Text.Json.Nodes;
using Breakwater.Cli.Yaml;
using Breakwater.Configuration;
using Xunit;

namespace Breakwater.Cli.Tests.Yaml;

/// <summary>The schema and the validator come from one model: what the validator takes, the schema takes; what has the wrong form, neither.</summary>
public sealed class SchemaTests
{
    private static readonly SchemaWalk Schema = new(JsonNode.Parse(ConfigurationSchema.Json())!.AsObject());

    public static TheoryData<string> Right =>
    [
        Loading.Minimal,
        LoadingTests.Full,
        Loading.WithSource("    provider: stripe\n    secret: 12345"),
        Loading.WithSource("    provider: github\n    secret: [\"a\", \"${SECRET}\"]\n    x-note: [1]"),
        Loading.WithDestination("    timeout: ${T:-5s}\n    concurrency: \"${C:-5}\"\n    retired: ${R:-false}\n    schedule: [5s]").Replace("to: orders", "to: [orders]", StringComparison.Ordinal),
        Loading.WithDestination("    method: ${M:-PUT}\n    headers: { X-A: \"1\", x-b: two }\n    permanent: []"),
        EntityRulesTests.Sample,
        "x-notes: { anything: [goes] }\nlisten: { admin: \"http://localhost:0\", x-why: 1 }\n",
        "network: { allow: [\"::1\", \"fd00::/8\", 192.168.1.1] }\n",
    ];

    public static TheoryData<string> Wrong =>
    [
        Loading.WithDestination("    timout: 10s"),
        Loading.WithDestination("    timeout: 10"),
        Loading.WithDestination("    timeout: [10s]"),
        Loading.WithDestination("    retired: yes"),
        Loading.WithDestination("    concurrency: 0"),
        Loading.WithDestination("    concurrency: \"16\""),
        Loading.WithDestination("    method: PSOT"),
        Loading.WithDestination("    permanent: [200]"),
        Loading.WithDestination("    headers: { \"a b\": a }"),
        Loading.WithDestination("    sign: {}"),
        Loading.WithDestination("    rate: 100"),
        Loading.WithDestination("    retry: { schedule: [] }"),
        Loading.WithSource("    maxBody: 1MiB"),
        Loading.WithSource("    provider: stripe\n    secret: a\n    verify: none"),
        Loading.WithSource("    provider: sqare\n    secret: a"),
        Loading.WithSource("    verify: non"),
        Loading.WithSource("    verify: none\n    event: { id: data.id }"),
        Loading.WithSource("    verify: none\n    maxBody: 1MB"),
        "sources: { Erp: { verify: none } }\n",
        "sources: []\n",
        "entities: []\n",
        "entities: { order: { initial: a, transitions: { a: b } } }\n",
        "entities: { order: { initial: \"a b\", transitions: { a: b }, events: [ { from: x, state: b } ] } }\n",
        "routes: [ { to: a } ]\n",
        "admin: { tokens: [ { name: a, token: b, role: root } ] }\n",
        "listen: { ingress: localhost }\n",
    ];

    [Theory]
    [MemberData(nameof(Right))]
    public void What_the_validator_takes_the_schema_takes(string text)
    {
        Assert.Empty(Loading.Load(text, ("SECRET", "s"), ("OPS_TOKEN", "t")).Errors);
        Assert.True(Schema.Accepts(YamlTree.Parse(text.ReplaceLineEndings("\n")).Root!));
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_has_the_wrong_form_neither_takes(string text)
    {
        Assert.NotEmpty(Loading.Load(text).Errors);
        Assert.False(Schema.Accepts(YamlTree.Parse(text.ReplaceLineEndings("\n")).Root!));
    }

    [Fact]
    public void The_schema_says_what_every_option_means()
    {
        var definitions = JsonNode.Parse(ConfigurationSchema.Json())!["$defs"]!.AsObject();

        Assert.All(
            definitions.Where(d => d.Value!["properties"] is not null).SelectMany(d => d.Value!["properties"]!.AsObject()),
            property => Assert.NotEmpty(property.Value!["description"]!.GetValue<string>()));
    }
}
