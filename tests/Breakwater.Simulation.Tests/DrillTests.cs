using System.Collections.Frozen;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Simulation.Drills;
using Breakwater.Simulation.Judging;
using Breakwater.Simulation.Scenarios;
using Breakwater.Verification;
using Breakwater.Verification.Schemes;
using Xunit;

namespace Breakwater.Simulation.Tests;

/// <summary>The parts of a drill: the weather, the platforms, the policy that is advised, the judge's model of routes.</summary>
public sealed class DrillTests
{
    private static readonly TimeSpan Time = TimeSpan.FromHours(24);

    [Fact]
    public void The_weather_goes_by_seed_and_names_and_every_destination_is_away_for_long()
    {
        var troubles = new Storms(7, Time).Make(["crm", "orders"]);

        Assert.Equal(troubles, new Storms(7, Time).Make(["orders", "crm"]));
        Assert.NotEqual(troubles, new Storms(8, Time).Make(["crm", "orders"]));
        foreach (var name in new[] { "crm", "orders" })
        {
            Assert.Contains(Storms.Outages(troubles, name), outage => outage.Length >= Time / 10);
        }

        Assert.Contains(troubles, trouble => trouble.Kind == TroubleKind.Kill);
        Assert.DoesNotContain(troubles, trouble => trouble.At + trouble.For > Time);
    }

    [Fact]
    public void Another_destination_changes_nothing_for_the_first() =>
        Assert.Equal(
            new Storms(7, Time).Make(["crm"]).Where(trouble => trouble.Target == "crm"),
            new Storms(7, Time).Make(["crm", "orders"]).Where(trouble => trouble.Target == "crm"));

    [Fact]
    public void Outages_that_touch_are_one()
    {
        Trouble Away(int from, int to) => new() { Kind = TroubleKind.Refuses, At = TimeSpan.FromMinutes(from), For = TimeSpan.FromMinutes(to - from), Target = "crm", Passes = 0 };

        var outages = Storms.Outages([Away(60, 70), Away(0, 10), Away(5, 20), Away(0, 5) with { Target = "other" }, Away(30, 40) with { Passes = 2 }], "crm");

        Assert.Equal([new Outage(TimeSpan.Zero, TimeSpan.FromMinutes(20)), new Outage(TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(70))], outages);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(90)]
    public void The_policy_that_is_advised_outlasts_the_outage(int hours)
    {
        var outage = TimeSpan.FromHours(hours);
        foreach (var policy in new[] { new RetrySettings(), new RetrySettings { Max = TimeSpan.FromMinutes(1), GiveUpAfter = TimeSpan.FromMinutes(30) }, new RetrySettings { Schedule = [TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1)] } })
        {
            var better = Patience.For(policy, outage);

            Assert.True(better.GiveUpAfter > outage);
            Assert.InRange(better.MaxAttempts, policy.Schedule is null ? policy.MaxAttempts : policy.Schedule.Count + 1, 1_000);
            Assert.True(better.Schedule is null || better.Schedule.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait) > outage);
        }
    }

    [Fact]
    public void What_platforms_send_is_what_the_routes_look_for()
    {
        var settings = Settings(new RouteSettings { From = ["shop"], Types = ["order.*"], Where = [new WhereSettings("/total/currency", ["eur"])], To = ["crm"] });

        var postings = new Traffic(new DrillOrder { Settings = settings, Time = Time, Seed = 1, PerMinute = 1 }, settings).Make();

        Assert.Equal(1_440, postings.Count);
        Assert.All(postings, posting => Assert.Equal("order.updated", posting.Type));
        Assert.InRange(postings.Count(posting => System.Text.Encoding.UTF8.GetString(posting.Request.Body.Span).Contains("\"currency\":\"eur\"", StringComparison.Ordinal)), 1_000, 1_400);
        Assert.Contains(postings, posting => posting.Copies.Count > 0);
        Assert.Contains(postings, posting => posting.At - posting.Happened > TimeSpan.FromMinutes(10));
        Assert.True(postings.GroupBy(posting => posting.Key).Count() < postings.Count / 3);
    }

    [Fact]
    public void Events_that_are_known_by_their_bodies_differ()
    {
        var settings = Settings(new RouteSettings { From = ["shop"], To = ["crm"] });
        settings = settings with { Sources = settings.Sources.ToFrozenDictionary(pair => pair.Key, pair => pair.Value with { Identity = new EventIdentity() }) };

        var postings = new Traffic(new DrillOrder { Settings = settings, Time = Time, Seed = 1, PerMinute = 0.1 }, settings).Make();

        Assert.Equal(postings.Count, postings.Select(posting => posting.Id).Distinct().Count());
    }

    [Theory]
    [InlineData("order.created", "order.*", true)]
    [InlineData("order.item.added", "order.*", true)]
    [InlineData("order.created", "*.created", true)]
    [InlineData("order.created", "o*c*d", true)]
    [InlineData("order.created", "order", false)]
    [InlineData(null, "*", true)]
    [InlineData(null, "order.*", false)]
    public void The_judge_has_a_model_of_types_of_its_own(string? type, string pattern, bool fits) => Assert.Equal(fits, Ways.Fits(type, pattern));

    [Fact]
    public void A_drill_of_a_store_that_keeps_little_is_judged_as_well()
    {
        var settings = Settings(new RouteSettings { From = ["shop"], To = ["crm"], Order = DeliveryOrder.Latest }) with { Store = new StoreSettings { Keep = TimeSpan.FromHours(1) } };

        var report = Drill.Run(new DrillOrder { Settings = settings, Time = Time, Seed = 2, PerMinute = 0.2 }, null, TestContext.Current.CancellationToken);

        Assert.Null(report.Breach);
        var seen = Assert.Single(report.Destinations);
        Assert.Equal(seen.Deliveries, seen.Delivered + seen.Stale + seen.DeadLetters + seen.Waiting);
        var anew = Assert.Single(report.Sources).Anew;
        Assert.Equal(report.Events + anew, seen.Deliveries);
        Assert.Equal(anew > 0, report.Advice.Any(advice => advice is { About: "store", Option: "keep" }));
    }

    [Fact]
    public void A_drill_ends_when_it_is_asked_to()
    {
        using var stop = new CancellationTokenSource();
        var settings = Settings(new RouteSettings { From = ["shop"], To = ["crm"] });

        Assert.ThrowsAny<OperationCanceledException>(() => Drill.Run(new DrillOrder { Settings = settings, Time = Time, Seed = 2, PerMinute = 1 }, (_, _) => stop.Cancel(), stop.Token));
    }

    private static Settings Settings(RouteSettings route) => new()
    {
        Sources = new Dictionary<string, SourceSettings>
        {
            ["shop"] = new()
            {
                Name = "shop",
                Scheme = GenericScheme.Create("none", new ProviderConfig(new Dictionary<string, IReadOnlyList<string>>())),
                SchemeName = "none",
                Identity = new EventIdentity { Id = [At("/id")], IdRequired = true, Type = [At("/type")], Key = [At("/key")], Version = [At("/version")] },
            },
        }.ToFrozenDictionary(),
        Destinations = new Dictionary<string, DestinationSettings>
        {
            ["crm"] = new() { Name = "crm", Url = new Uri("https://crm.example.com/in") },
        }.ToFrozenDictionary(),
        Routes = [route],
    };

    private static Selector At(string pointer) => new([new SelectorPart(SelectorKind.Pointer, pointer)]);
}
