using System.Net;
using Breakwater.Configuration;
using Xunit;

namespace Breakwater.AspNetCore.Tests;

public sealed class ListenerTests
{
    [Theory]
    [InlineData("/v1/events")]
    [InlineData("/v1/stats")]
    [InlineData("//v1/events")]
    [InlineData("/V1/EVENTS")]
    [InlineData("/%76%31/events")]
    [InlineData("/v1%2fevents")]
    [InlineData("/in/../v1/events")]
    [InlineData("/in/%2e%2e/v1/events")]
    [InlineData("/in/..;/v1/events")]
    [InlineData("/./v1/events")]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/metrics")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/")]
    [InlineData("/in")]
    [InlineData("//in/open")]
    [InlineData("/IN/open")]
    public async Task The_ingress_listener_offers_the_door_and_nothing_else(string path)
    {
        await using var site = await Site.StartAsync();
        foreach (var host in new[] { "x", $"127.0.0.1:{site.AdminAddress.Port}" })
        {
            var answer = await Site.RawAsync(site.IngressAddress, $"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 404 ", answer, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("http://127.0.0.1/v1/events")]
    [InlineData("http://localhost:1/v1/stats")]
    public async Task An_absolute_target_changes_nothing(string target)
    {
        await using var site = await Site.StartAsync();
        var answer = await Site.RawAsync(site.IngressAddress, $"GET {target} HTTP/1.1\r\nHost: {new Uri(target).Authority}\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 404 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_admin_listener_is_no_door()
    {
        await using var site = await Site.StartAsync();
        using var response = await site.Admin.PostAsync("/in/open", Site.Json("""{"id":"1"}"""), Site.Cancellation);
        await Site.ProblemAsync(response, 404, "not-found");
    }

    [Fact]
    public async Task One_address_for_both_is_one_listener_that_offers_both()
    {
        var port = FreePort();
        var one = new Uri($"http://127.0.0.1:{port}");
        await using var site = await Site.StartAsync(Arranged.Settings with { Listen = new ListenSettings { Ingress = one, Admin = one } }, new BreakwaterWebOptions());
        Assert.Equal(site.IngressAddress, site.AdminAddress);
        await site.RecordAsync("""{"id":"1"}""");
        Assert.Equal(1, (await site.CallAsync(200, "GET", "/v1/events")).GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("https://127.0.0.1:0", "TLS")]
    [InlineData("http://example.com:0", "IP address")]
    public async Task An_address_that_cannot_be_listened_on_is_refused_with_words(string address, string expected)
    {
        var settings = Arranged.Settings with { Listen = new ListenSettings { Ingress = new Uri(address), Admin = new Uri("http://127.0.0.1:0") } };
        var fault = await Assert.ThrowsAsync<ArgumentException>(() => Site.StartAsync(settings, new BreakwaterWebOptions()));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
