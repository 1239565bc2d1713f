using System.Text.Json;
using Xunit;

namespace Breakwater.AspNetCore.Tests.Api;

public sealed class DeliveriesTests
{
    [Fact]
    public async Task A_delivery_is_shown_with_what_was_sent_and_what_came_back()
    {
        await using var site = await Site.StartAsync();
        var id = await DeadAsync(site);

        var delivery = await site.CallAsync(200, "GET", $"/v1/deliveries/{id}");
        var attempt = Assert.Single(delivery.GetProperty("attemptLog").EnumerateArray());
        Assert.Equal(
            ["number", "startedAt", "durationMs", "node", "outcome", "status", "error", "requestHeaders", "responseHeaders", "responseBody", "decision"],
            attempt.EnumerateObject().Select(member => member.Name));
        Assert.Equal("permanent", attempt.GetProperty("outcome").GetString());
        Assert.Equal(410, attempt.GetProperty("status").GetInt32());
        Assert.Equal("<script>alert(1)</script>", attempt.GetProperty("responseBody").GetString());
        Assert.DoesNotContain("header-secret", delivery.ToString(), StringComparison.Ordinal);
        Assert.Equal("dead", delivery.GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_dead_delivery_is_tried_again()
    {
        await using var site = await Site.StartAsync();
        var id = await DeadAsync(site);
        site.FarEnd.Status = 200;
        await site.UntilAsync("delivery.delivered", () => site.CallAsync(200, "POST", $"/v1/deliveries/{id}/retry"));
        Assert.Equal("delivered", (await site.CallAsync(200, "GET", $"/v1/deliveries/{id}")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task What_is_delivered_can_be_neither_retried_nor_cancelled()
    {
        await using var site = await Site.StartAsync();
        var notice = await site.UntilAsync("delivery.delivered", () => site.RecordAsync("""{"id":"1"}"""));
        foreach (var act in new[] { "retry", "cancel" })
        {
            using var response = await site.CallAsync("POST", $"/v1/deliveries/{notice.DeliveryId}/{act}");
            var problem = await Site.ProblemAsync(response, 409, "not-possible");
            Assert.Contains("delivered", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_waiting_delivery_is_given_up()
    {
        await using var site = await Site.StartAsync();
        site.FarEnd.Status = 503;
        var notice = await site.UntilAsync("delivery.retrying", () => site.RecordAsync("""{"id":"1"}"""));
        var waiting = await site.CallAsync(200, "GET", $"/v1/deliveries/{notice.DeliveryId}");
        Assert.Equal("waiting", waiting.GetProperty("state").GetString());
        Assert.NotEmpty(waiting.GetProperty("waitingFor").GetString()!);
        Assert.NotEqual(JsonValueKind.Null, waiting.GetProperty("nextAttemptAt").ValueKind);

        var cancelled = await site.CallAsync(200, "POST", $"/v1/deliveries/{notice.DeliveryId}/cancel");
        Assert.Equal("cancelled", cancelled.GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, cancelled.GetProperty("waitingFor").ValueKind);
    }

    [Fact]
    public async Task Deliveries_are_searched_by_state_and_destination()
    {
        await using var site = await Site.StartAsync();
        var id = await DeadAsync(site);
        foreach (var (query, count) in new[] { ("", 1), ("?state=dead", 1), ("?state=delivered", 0), ("?destination=orders", 1), ("?destination=crm", 0), ("?source=open&key=42", 1) })
        {
            Assert.Equal(count, (await site.CallAsync(200, "GET", $"/v1/deliveries{query}")).GetProperty("items").GetArrayLength());
        }

        Assert.Equal(id, (await site.CallAsync(200, "GET", $"/v1/deliveries/{id[..^2]}")).GetProperty("id").GetString());
        using var absent = await site.CallAsync("POST", "/v1/deliveries/dlv_00000000000000000000000000/retry");
        await Site.ProblemAsync(absent, 404, "not-found");
    }

    private static async Task<string> DeadAsync(Site site)
    {
        site.FarEnd.Status = 410;
        return (await site.UntilAsync("delivery.dead", () => site.RecordAsync("""{"id":"1","key":"42"}"""))).DeliveryId.ToString()!;
    }
}
