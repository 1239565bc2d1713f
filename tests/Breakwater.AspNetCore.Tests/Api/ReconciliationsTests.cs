using System.Text.Json;
using Xunit;

namespace Breakwater.AspNetCore.Tests.Api;

public sealed class ReconciliationsTests
{
    [Fact]
    public async Task What_nobody_said_how_to_ask_is_refused_with_words()
    {
        await using var site = await Site.StartAsync();
        using var unknown = await site.CallAsync("POST", "/v1/sources/nobody/reconcile");
        await Site.ProblemAsync(unknown, 404, "not-found");
        using var silent = await site.CallAsync("POST", "/v1/sources/open/reconcile", """{"since":"24h","dryRun":true}""");
        var problem = await Site.ProblemAsync(silent, 409, "not-possible");
        Assert.Contains("no reconcile section", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        using var kind = await site.CallAsync("POST", "/v1/entities/nothing/reconcile", """{"destination":"crm"}""");
        await Site.ProblemAsync(kind, 404, "not-found");
        using var misspelt = await site.CallAsync("POST", "/v1/sources/open/reconcile", """{"sinse":"24h"}""");
        await Site.ProblemAsync(misspelt, 400, "invalid-request");
    }

    [Fact]
    public async Task The_list_is_a_page_and_an_unknown_id_is_not_found()
    {
        await using var site = await Site.StartAsync();
        var page = await site.CallAsync(200, "GET", "/v1/reconciliations?source=open&limit=5");
        Assert.Equal((0, JsonValueKind.Null), (page.GetProperty("items").GetArrayLength(), page.GetProperty("next").ValueKind));
        using var unknown = await site.CallAsync("GET", "/v1/reconciliations/rec_0000000000000000000000000a");
        await Site.ProblemAsync(unknown, 404, "not-found");
        using var filter = await site.CallAsync("GET", "/v1/reconciliations?sauce=open");
        await Site.ProblemAsync(filter, 400, "invalid-request");
    }
}
