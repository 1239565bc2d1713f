using Breakwater.Model;
using Xunit;

namespace Breakwater.Cli.Tests.Yaml;

/// <summary>Order on routes: what is read, what is refused, and what <c>check</c> warns of.</summary>
public sealed class OrderTests
{
    private const string Keyed = """
        sources:
          shop: { verify: none, event: { key: /id, version: /revision } }
          plain: { verify: none }
        destinations:
          crm: { url: "https://crm.example.com" }
        routes:

        """;

    [Fact]
    public void Order_and_what_a_dead_letter_does_are_read()
    {
        var routes = Loading.Load(Keyed + """
              - { from: shop, to: crm, order: key }
              - { from: shop, to: crm, order: latest, onDead: skip }
            """).Settings!.Routes;

        Assert.Equal([(DeliveryOrder.Key, OnDead.Hold), (DeliveryOrder.Latest, OnDead.Skip)], routes.Select(route => (route.Order, route.OnDead)));
    }

    [Theory]
    [InlineData("order: keys", "order 'keys' is not known here", "key")]
    [InlineData("order: true", "order 'true' is not known here", null)]
    [InlineData("onDead: drop", "onDead 'drop' is not known here", null)]
    public void What_is_none_is_refused(string option, string says, string? likely)
    {
        var error = Loading.ErrorOf(Keyed + $"  - {{ from: shop, to: crm, {option} }}\n");

        Assert.Contains(says, error.ToString(), StringComparison.Ordinal);
        Assert.Equal(likely, error.DidYouMean);
        Assert.Equal(7, error.Line);
    }

    [Theory]
    [InlineData("  - { from: plain, to: crm, order: key }", "the source 'plain' gives its events no key, so they go without order")]
    [InlineData("  - { from: shop, to: crm, onDead: skip }", "does nothing without an order")]
    [InlineData("  - { from: shop, to: crm, order: key }\n  - { from: shop, to: crm }", "another route from 'shop' to 'crm' has another order")]
    public void What_is_probably_not_meant_is_warned_of(string routes, string says) =>
        Assert.Contains(Loading.Load(Keyed + routes + "\n").Warnings, warning => warning.Message.Contains(says, StringComparison.Ordinal));

    [Fact]
    public void An_order_that_can_be_kept_is_not_warned_of() =>
        Assert.DoesNotContain(
            Loading.Load(Keyed + "  - { from: shop, to: crm, order: key, onDead: skip }\n").Warnings,
            warning => warning.Path?.StartsWith("routes", StringComparison.Ordinal) == true);
}
