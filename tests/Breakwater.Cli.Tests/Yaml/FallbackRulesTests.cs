using Xunit;

namespace Breakwater.Cli.Tests.Yaml;

/// <summary>Row 75: fallbacks that lead back to where they began are told with their places.</summary>
public sealed class FallbackRulesTests
{
    [Fact]
    public void Fallbacks_that_go_round_are_refused_at_each_step()
    {
        var errors = Loading.Load(
            """
            sources: { shop: { verify: none } }
            destinations:
              a: { url: "https://a.example.com", fallback: [ { destination: c }, { destination: b } ] }
              b: { url: "https://b.example.com", fallback: [ { answer: { status: 503 } }, { destination: a } ] }
              c: { url: "https://c.example.com" }
            routes: [ { from: shop, to: a } ]
            """).Errors;

        Assert.Equal(
            [
                (3, 85, "destinations.a.fallback[1].destination", "the fallbacks go round in a circle: a -> b -> a"),
                (4, 94, "destinations.b.fallback[1].destination", "the fallbacks go round in a circle: b -> a -> b"),
            ],
            errors.Select(error => (error.Line, error.Column, error.Path, error.Message)));
    }

    [Fact]
    public void Two_that_fall_back_to_one_are_no_circle()
    {
        var loaded = Loading.Load(
            """
            sources: { shop: { verify: none } }
            destinations:
              a: { url: "https://a.example.com", onAmbiguous: check, check: { request: "GET /p?ref={idempotencyKey}", found: /data/0/id }, fallback: [ { destination: b }, { destination: c } ], keepTrying: true }
              b: { url: "https://b.example.com", fallback: [ { destination: c } ] }
              c: { url: "https://c.example.com", fallback: [ { lastGood: 10m }, { answer: { status: 203, headers: { X-A: b }, body: "{}" } } ] }
            routes: [ { from: shop, to: a } ]
            """);

        Assert.Empty(loaded.Errors);
        var (a, c) = (loaded.Settings!.Destinations["a"], loaded.Settings.Destinations["c"]);
        Assert.Equal(("/p?ref={idempotencyKey}", "/data/0/id", true), (a.Check!.Path, a.Check.Found, a.KeepTrying));
        Assert.Equal(["b", "c"], a.Fallback.Select(fallback => fallback.Destination));
        Assert.Equal((TimeSpan.FromMinutes(10), 203), (c.Fallback[0].LastGood, c.Fallback[1].Answer!.Status));
        Assert.DoesNotContain(loaded.Warnings, warning => warning.Message.Contains("no route leads to this destination", StringComparison.Ordinal));
    }
}
