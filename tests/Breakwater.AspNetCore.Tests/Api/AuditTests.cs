using System.Text.Json;
using Breakwater.Configuration;
using Breakwater.Storage;
using Xunit;

namespace Breakwater.AspNetCore.Tests.Api;

public sealed class AuditTests
{
    [Fact]
    public async Task What_an_operator_does_is_there_when_the_answer_is_with_who_what_from_where_and_the_result()
    {
        await using var site = await Site.StartAsync(Arranged.WithTokens(Arranged.Settings), new BreakwaterWebOptions());
        var id = await site.RecordAsync("""{"id":"1","type":"t"}""");
        await site.UntilDeliveredToAsync("orders");
        Assert.Equal(202, await DoAsync(site, Role.Operate, "POST", $"/v1/events/{id}/replay", """{"to":["crm"],"force":true}"""));
        Assert.Equal(200, await DoAsync(site, Role.Operate, "POST", "/v1/destinations/orders/pause"));
        Assert.Equal(200, await DoAsync(site, Role.Admin, "POST", "/v1/destinations/orders/resume"));
        Assert.Equal(404, await DoAsync(site, Role.Operate, "POST", "/v1/deliveries/dlv_00000000000000000000000000/retry"));
        Assert.Equal(202, await DoAsync(site, Role.Operate, "POST", "/v1/replays", """{"filter":{"source":"open"},"rate":"5/s"}"""));
        Assert.Equal(201, await DoAsync(site, Role.Admin, "POST", "/v1/tokens", """{"name":"ci","role":"read"}"""));

        var entries = await EntriesAsync(site, "");
        Assert.Equal(
            ["token.add", "replay.start", "delivery.retry", "destination.resume", "destination.pause", "event.replay"],
            entries.Select(entry => entry.GetProperty("action").GetString()));
        Assert.Equal(["Admin", "Operate", "Operate", "Admin", "Operate", "Operate"], entries.Select(entry => entry.GetProperty("actor").GetString()));
        Assert.Equal(["done", "done", "refused", "done", "done", "done"], entries.Select(entry => entry.GetProperty("result").GetString()));
        Assert.All(entries, entry => Assert.Equal(("127.0.0.1", "test"), (entry.GetProperty("address").GetString(), entry.GetProperty("node").GetString())));
        Assert.Equal(("ci", "role read"), (entries[0].GetProperty("target").GetString(), entries[0].GetProperty("detail").GetString()));
        Assert.StartsWith("rpl_", entries[1].GetProperty("target").GetString(), StringComparison.Ordinal);
        Assert.Contains("\"source\":\"open\"", entries[1].GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("there is no delivery", entries[2].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal((id, "to crm, forced"), (entries[5].GetProperty("target").GetString(), entries[5].GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task A_role_that_is_too_low_is_noted_once_in_a_while_and_the_list_is_for_admins()
    {
        await using var site = await Site.StartAsync(Arranged.WithTokens(Arranged.Settings), new BreakwaterWebOptions());
        for (var n = 0; n < 3; n++)
        {
            Assert.Equal(403, await DoAsync(site, Role.Read, "POST", "/v1/deliveries/dlv_00000000000000000000000000/retry"));
        }

        Assert.Equal(403, await DoAsync(site, Role.Operate, "GET", "/v1/audit"));
        var entries = await EntriesAsync(site, "?action=access.refused");
        Assert.Equal(["GET /v1/audit", "POST /v1/deliveries/{id}/retry"], entries.Select(entry => entry.GetProperty("target").GetString()));
        Assert.Equal("Read", Assert.Single(await EntriesAsync(site, "?actor=Read")).GetProperty("actor").GetString());
    }

    [Fact]
    public async Task Nothing_is_done_that_the_log_cannot_take_and_a_kill_in_the_middle_leaves_it_as_begun()
    {
        await using var site = await Site.StartAsync();
        site.Store.FailNext(new StoreUnavailableException("the disk is full"));
        using var refused = await site.CallAsync("POST", "/v1/destinations/orders/pause");
        await Site.ProblemAsync(refused, 503, "unavailable");
        Assert.Empty(await site.Store.Pauses.ListAsync(Site.Cancellation));

        var held = site.Store.HoldCommits();
        var pausing = site.CallAsync("POST", "/v1/destinations/orders/pause");
        held.Dispose();
        (await pausing).Dispose();
        var entry = Assert.Single((await site.CallAsync(200, "GET", "/v1/audit")).GetProperty("items").EnumerateArray());
        Assert.Equal(("(this machine)", "done"), (entry.GetProperty("actor").GetString(), entry.GetProperty("result").GetString()));
        await site.Store.Audit.AddAsync(site.Engine.Audit.New("ops", "delivery.retry"), Site.Cancellation);
        var newest = (await site.CallAsync(200, "GET", "/v1/audit?limit=1")).GetProperty("items")[0];
        Assert.Equal("begun", newest.GetProperty("result").GetString());
    }

    private static async Task<int> DoAsync(Site site, Role role, string method, string path, string? body = null)
    {
        using var response = await site.CallAsync(method, path, body, role);
        return (int)response.StatusCode;
    }

    private static async Task<List<JsonElement>> EntriesAsync(Site site, string query)
    {
        using var response = await site.CallAsync("GET", "/v1/audit" + query, role: Role.Admin);
        return [.. (await Site.JsonAsync(response)).GetProperty("items").EnumerateArray()];
    }
}
