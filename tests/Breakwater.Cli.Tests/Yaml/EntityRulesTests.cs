using Breakwater.Configuration;
using Breakwater.Verification;
using Xunit;

namespace Breakwater.Cli.Tests.Yaml;

/// <summary>The part <c>entities</c>: what it says, what is wrong with it, and what check warns of.</summary>
public sealed class EntityRulesTests
{
    public const string Sample = """
        sources:
          shop: { verify: none }
          stripe: { verify: none }
        destinations:
          crm: { url: "https://crm.example.com/hooks" }
        routes:
          - { from: [shop, stripe], to: crm, entity: order }
        entities:
          order:
            initial: created
            transitions: { created: [paid, cancelled], paid: [shipped, refunded], shipped: delivered }
            final: [cancelled, refunded, delivered]
            wait: 20m
            onTimeout: apply
            events:
              - { from: shop, types: ["orders/create"], key: /id, version: /updated_at, state: created }
              - { from: stripe, types: ["payment_intent.succeeded"], key: [/data/object/metadata/order_id, "header:X-Order"], state: paid }
              - { from: shop, types: ["orders/cancel"], key: /id, state: cancelled }
              - { from: shop, types: ["orders/fulfilled"], key: /id, state: shipped }
              - { from: shop, types: ["orders/delivered"], key: /id, state: delivered }
              - { from: stripe, types: ["charge.refunded"], state: refunded }

        """;

    [Fact]
    public void An_entity_is_read_as_it_is_written()
    {
        var loaded = Loading.Load(Sample);
        Assert.Empty(loaded.Errors);
        Assert.DoesNotContain(loaded.Warnings, warning => warning.Path.StartsWith("entities", StringComparison.Ordinal));

        var order = loaded.Settings!.Entities["order"];
        Assert.Equal(("created", TimeSpan.FromMinutes(20), EntityTimeout.Apply), (order.Initial, order.Wait, order.OnTimeout));
        Assert.Equal(["paid", "cancelled"], order.Transitions["created"]);
        Assert.Equal(["delivered"], order.Transitions["shipped"]);
        var paid = order.Events[1];
        Assert.Equal(["stripe"], paid.From);
        Assert.Equal(["payment_intent.succeeded"], paid.Types);
        Assert.Equal("paid", paid.State);
        Assert.Equal([SelectorKind.Pointer, SelectorKind.Header], paid.Key.Select(place => place.Parts[0].Kind));
        Assert.Empty(order.Events[5].Key);
        Assert.Equal("order", loaded.Settings.Routes[0].Entity);
    }

    [Theory]
    [InlineData("initial: created", "initial: creatd", "entities.order.initial", "there is no state 'creatd'", "created")]
    [InlineData("state: paid", "state: payed", "entities.order.events[1].state", "there is no state 'payed'", "paid")]
    [InlineData("from: shop, types: [\"orders/create\"]", "from: shp", "entities.order.events[0].from", "there is no source 'shp'", "shop")]
    [InlineData("entity: order", "entity: ordr", "routes[0].entity", "there is no entity 'ordr'", "order")]
    [InlineData("entity: order", "entity: order, order: key", "routes[0].order", "exclude each other", null)]
    [InlineData("[shipped, refunded]", "[shipped, refunded, shipped]", "entities.order.transitions.paid[2]", "stands twice", null)]
    [InlineData("final: [cancelled", "final: [paid", "entities.order.final[0]", "'paid' is no end", null)]
    [InlineData("wait: 20m", "wait: 0s", "entities.order.wait", "out of range", null)]
    [InlineData("onTimeout: apply", "onTimeout: ignore", "entities.order.onTimeout", "'ignore' is not known here", null)]
    [InlineData("key: /id, version", "key: \"query:id\", version", "entities.order.events[0].key", "is no place in a request", null)]
    [InlineData("{ created: [", "{ \"cre ated\": paid, created: [", "entities.order.transitions.cre ated", "no name of a state", null)]
    public void A_mistake_in_an_entity_is_told_with_its_place_and_the_likely_name(string right, string wrong, string path, string message, string? meant)
    {
        var error = Loading.ErrorOf(Sample.Replace(right, wrong, StringComparison.Ordinal));
        Assert.Equal((path, meant), (error.Path, error.DidYouMean));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shipped: delivered", "shipped: delivered, lost: delivered", "the state 'lost' is never reached: no way leads to it from 'created'")]
    [InlineData(", state: shipped", ", state: cancelled", "no event brings the state 'shipped': what comes after it waits for it")]
    [InlineData(", state: shipped", ", state: cancelled", "this event applies only after waiting: on each way to 'delivered' lies a state that no event brings")]
    [InlineData("final: [cancelled, refunded, delivered]", "final: [cancelled, refunded]", "the state 'delivered' is a dead end: nothing goes on from it, and 'final' does not name it")]
    [InlineData(", state: delivered", ", state: cancelled", "the state 'shipped' is a dead end: no event brings delivered")]
    [InlineData("types: [\"orders/cancel\"]", "types: [\"orders/create\"]", "this event can never apply: each one that it matches is taken by an earlier line of this list")]
    public void Check_warns_of_what_can_not_be_reached_left_or_applied(string right, string wrong, string says)
    {
        var loaded = Loading.Load(Sample.Replace(right, wrong, StringComparison.Ordinal));
        Assert.Empty(loaded.Errors);
        Assert.Contains(says, loaded.Warnings.Select(warning => warning.Message));
    }

    [Fact]
    public void Where_time_that_runs_out_only_flags_such_an_event_can_never_apply()
    {
        var text = Sample.Replace(", state: shipped", ", state: cancelled", StringComparison.Ordinal).Replace("onTimeout: apply", "onTimeout: flag", StringComparison.Ordinal);
        Assert.Contains(
            "this event can never apply: on each way to 'delivered' lies a state that no event brings", Loading.Load(text).Warnings.Select(warning => warning.Message));
    }

    [Fact]
    public void A_route_whose_source_says_nothing_of_its_entity_is_warned_of()
    {
        var text = Sample.Replace("  stripe: { verify: none }", "  stripe: { verify: none }\n  erp: { verify: none }", StringComparison.Ordinal)
            .Replace("from: [shop, stripe]", "from: [shop, stripe, erp]", StringComparison.Ordinal);
        var warning = Assert.Single(Loading.Load(text).Warnings, warning => warning.Path == "routes[0].from[2]");
        Assert.Contains("delivers nothing of it", warning.Message, StringComparison.Ordinal);
    }
}
