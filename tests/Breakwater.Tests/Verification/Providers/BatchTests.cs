using Breakwater.Verification;
using Breakwater.Verification.Providers;
using Xunit;

namespace Breakwater.Tests.Verification.Providers;

/// <summary>Bodies that hold several items, and bodies that say the same each time.</summary>
public class BatchTests
{
    [Theory]
    [InlineData("sendgrid", """[{"sg_event_id":"e1"}]""", """[{"sg_event_id":"e1"},{"sg_event_id":"e2"}]""", "e1")]
    [InlineData("hubspot", """[{"subscriptionId":1,"eventId":2,"objectId":3,"occurredAt":4}]""", """[{"subscriptionId":1,"eventId":2,"objectId":3,"occurredAt":4},{}]""", "1:2:3:4")]
    [InlineData("microsoft-graph", """{"value":[{"id":"n1"}]}""", """{"value":[{"id":"n1"},{"id":"n2"}]}""", "n1")]
    [InlineData("xero", """{"events":[{"resourceId":"r","eventType":"U","eventDateUtc":"d"}]}""", """{"events":[{"resourceId":"r","eventType":"U","eventDateUtc":"d"},{}]}""", "r:U:d")]
    public void Only_a_single_item_has_an_id_of_its_own(string provider, string one, string two, string id)
    {
        Assert.Equal(id, Id(provider, one));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(two))), Id(provider, two));
    }

    [Fact]
    public void Where_the_same_body_means_something_new_each_time_nothing_stands_in_for_the_id()
    {
        Assert.Null(Id("dropbox", """{"list_folder":{"accounts":["dbid:1"]}}"""));
        var classic = new IdentityReader(ProviderCatalog.Find("mollie")!.Identity).Read(Requests.Of("id=tr_1", ("Content-Type", "application/x-www-form-urlencoded")));
        Assert.Equal(new IdentityReading(null, null, "tr_1", null, null, null), classic);
    }

    [Fact]
    public void A_name_that_comes_twice_in_a_body_that_holds_its_own_signature_is_refused()
    {
        var graph = ProviderConfigs.Scheme("microsoft-graph");
        Assert.Equal("body-malformed", graph.Verify(Requests.Of("""{"value":[{"clientState":"x","clientState":"a state of this test"}]}""")).Code);
    }

    private static string? Id(string provider, string body) =>
        new IdentityReader(ProviderCatalog.Find(provider)!.Identity).Read(Requests.Of(body, ("Content-Type", "application/json"))).Id;
}
