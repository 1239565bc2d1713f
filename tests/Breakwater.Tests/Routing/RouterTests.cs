using Breakwater.Configuration;
using Breakwater.Routing;
using Xunit;

namespace Breakwater.Tests.Routing;

public sealed class RouterTests
{
    [Fact]
    public void A_route_without_types_takes_every_event_of_its_source()
    {
        var router = Router(Route(to: ["a"]));
        Assert.Equal(["a"], router.Plan(Arranged.Event("x")).Destinations);
        Assert.Equal(["a"], router.Plan(Arranged.Event(null)).Destinations);
        Assert.Empty(router.Plan(Arranged.Event("x", source: "other")).Destinations);
    }

    [Fact]
    public void A_destination_gets_an_event_once_however_many_routes_lead_there()
    {
        var router = Router(Route(to: ["a", "b", "a"]), Route(to: ["b", "c"], types: ["x.*"]), Route(to: ["d"], types: ["y"]), Route(to: ["c", "a"]));
        Assert.Equal(["a", "b", "c"], router.Plan(Arranged.Event("x.1")).Destinations);
    }

    [Theory]
    [InlineData("""{"currency":"eur","live":true,"n":42,"gone":null}""", true)]
    [InlineData("""{"currency":"usd","live":true,"n":42,"gone":null}""", true)]
    [InlineData("""{"currency":"chf","live":true,"n":42,"gone":null}""", false)]
    [InlineData("""{"currency":"eur","live":false,"n":42,"gone":null}""", false)]
    [InlineData("""{"currency":"eur","live":true,"n":42.0,"gone":null}""", false)]
    [InlineData("""{"currency":"eur","live":true,"n":42}""", false)]
    [InlineData("""{"currency":["eur"],"live":true,"n":42,"gone":null}""", false)]
    [InlineData("not json", false)]
    [InlineData("", false)]
    public void All_conditions_must_hold(string body, bool matches)
    {
        var route = Route(to: ["a"]) with
        {
            Where = [new WhereSettings("/currency", ["eur", "usd"]), new WhereSettings("/live", ["true"]), new WhereSettings("/n", ["42"]), new WhereSettings("/gone", ["null"])],
        };
        Assert.Equal(matches, Router(route).Plan(Arranged.Event("x", body)).Stops.Count == 1);
    }

    [Fact]
    public void Each_route_says_why_it_did_not_match()
    {
        var router = Router(
            Route(to: ["a"]),
            Route(to: ["b"], types: ["y.*"]),
            Route(to: ["c"]) with { From = ["other"] },
            Route(to: ["d"]) with { Where = [new WhereSettings("/p", ["1"])] },
            Route(to: ["e"]) with { Where = [new WhereSettings("/secret", ["1"])] });
        var verdicts = router.Explain(Arranged.Event("x", """{"secret":"hunter2"}"""));

        Assert.Equal([true, false, false, false, false], verdicts.Select(verdict => verdict.Matched));
        Assert.Equal(
            ["matched", "the type is not y.*", "it is for events from other", "there is nothing at /p", "the value at /secret is not 1"],
            verdicts.Select(verdict => verdict.Reason));
    }

    private static RouteSettings Route(IReadOnlyList<string> to, params IReadOnlyList<string> types) => new() { From = ["shop"], Types = types, To = to };

    private static Router Router(params IReadOnlyList<RouteSettings> routes) => new(Arranged.Settings([], routes, ["a", "b", "c", "d", "e"]));
}
