using System.Text.Json;
using Xunit;

namespace Breakwater.AspNetCore.Tests.Api;

public sealed class OpenApiTests
{
    private const string File = "openapi.v1.json";

    /// <summary>A change of the API shows in the review of this file; with BREAKWATER_ACCEPT=1 the test writes it anew.</summary>
    [Fact]
    public async Task The_document_is_the_one_that_is_committed()
    {
        await using var site = await Site.StartAsync();
        using var document = JsonDocument.Parse(await site.Admin.GetStringAsync("/openapi/v1.json", Site.Cancellation));
        var now = JsonSerializer.Serialize(document.RootElement, Indented).ReplaceLineEndings("\n") + "\n";
        var path = Path.Combine(Folder(), File);
        if (Environment.GetEnvironmentVariable("BREAKWATER_ACCEPT") == "1")
        {
            await System.IO.File.WriteAllTextAsync(path, now, Site.Cancellation);
        }

        Assert.Equal(await System.IO.File.ReadAllTextAsync(path, Site.Cancellation), now);
    }

    [Fact]
    public async Task Every_call_of_the_contract_is_described()
    {
        await using var site = await Site.StartAsync();
        var paths = (await site.CallAsync(200, "GET", "/openapi/v1.json")).GetProperty("paths");
        string[] expected =
        [
            "/v1/events", "/v1/events/{id}", "/v1/events/{id}/body", "/v1/events/{id}/replay", "/v1/deliveries", "/v1/deliveries/{id}",
            "/v1/deliveries/{id}/retry", "/v1/deliveries/{id}/cancel", "/v1/replays", "/v1/replays/{id}", "/v1/replays/{id}/cancel",
            "/v1/entities/{type}", "/v1/entities/{type}/{key}", "/v1/entities/{type}/reconcile", "/v1/sources/{name}/reconcile",
            "/v1/reconciliations", "/v1/reconciliations/{id}", "/v1/reconciliations/{id}/cancel",
            "/v1/calls", "/v1/calls/{id}", "/v1/calls/{id}/cancel", "/v1/sources",
            "/v1/configuration", "/v1/destinations", "/v1/destinations/{name}", "/v1/destinations/{name}/pause", "/v1/destinations/{name}/resume",
            "/v1/nodes", "/v1/rejections", "/v1/stats", "/v1/stream", "/v1/tokens", "/v1/tokens/{name}", "/v1/audit", "/v1/session",
            "/healthz", "/readyz",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), paths.EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal));
    }

    private static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true };

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "Breakwater.slnx")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("the checkout is not found above the tests"), "tests", "Breakwater.AspNetCore.Tests");
    }
}
