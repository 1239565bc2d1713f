using Breakwater.Configuration;
using Xunit;

namespace Breakwater.AspNetCore.Tests.Api;

public sealed class AccessTests
{
    private const string NoId = "00000000000000000000000000";

    private static readonly (string Method, string Path, Role Needed)[] Calls =
    [
        ("GET", "/v1/events", Role.Read),
        ("GET", $"/v1/events/evt_{NoId}", Role.Read),
        ("GET", $"/v1/events/evt_{NoId}/body", Role.Read),
        ("GET", "/v1/deliveries", Role.Read),
        ("GET", $"/v1/deliveries/dlv_{NoId}", Role.Read),
        ("GET", "/v1/replays", Role.Read),
        ("GET", $"/v1/replays/rpl_{NoId}", Role.Read),
        ("GET", "/v1/sources", Role.Read),
        ("GET", "/v1/destinations", Role.Read),
        ("GET", "/v1/destinations/orders", Role.Read),
        ("GET", "/v1/rejections", Role.Read),
        ("GET", "/v1/stats", Role.Read),
        ("GET", "/v1/stream", Role.Read),
        ("GET", "/v1/nodes", Role.Read),
        ("POST", "/v1/events", Role.Publish),
        ("POST", $"/v1/events/evt_{NoId}/replay", Role.Operate),
        ("POST", $"/v1/deliveries/dlv_{NoId}/retry", Role.Operate),
        ("POST", $"/v1/deliveries/dlv_{NoId}/cancel", Role.Operate),
        ("POST", "/v1/replays", Role.Operate),
        ("POST", $"/v1/replays/rpl_{NoId}/cancel", Role.Operate),
        ("POST", "/v1/destinations/orders/pause", Role.Operate),
        ("POST", "/v1/destinations/orders/resume", Role.Operate),
        ("POST", $"/v1/calls/call_{NoId}/cancel", Role.Publish),
        ("GET", "/v1/entities/order/1", Role.Read),
        ("GET", "/v1/tokens", Role.Admin),
        ("POST", "/v1/tokens", Role.Admin),
        ("DELETE", "/v1/tokens/none", Role.Admin),
        ("GET", "/v1/audit", Role.Admin),
    ];

    [Fact]
    public async Task Each_role_may_do_what_it_is_for_and_nothing_else()
    {
        await using var site = await Site.StartAsync(Arranged.WithTokens(Arranged.Settings), new BreakwaterWebOptions());
        foreach (var (method, path, needed) in Calls)
        {
            foreach (var role in Enum.GetValues<Role>())
            {
                using var response = await site.CallAsync(method, path, role: role);
                var allowed = (needed, role) switch
                {
                    (Role.Read, Role.Publish) => false,
                    (Role.Publish, Role.Read) => false,
                    (Role.Operate, Role.Read or Role.Publish) => false,
                    (Role.Admin, not Role.Admin) => false,
                    _ => true,
                };
                Assert.True(allowed == ((int)response.StatusCode is not (401 or 403)), $"{role}: {method} {path} gave {(int)response.StatusCode}");
                if (!allowed)
                {
                    var problem = await Site.ProblemAsync(response, 403, "role-too-low");
                    Assert.DoesNotContain(Arranged.Token(role), problem.ToString(), StringComparison.Ordinal);
                }
            }

            using var nobody = await site.CallAsync(method, path);
            await Site.ProblemAsync(nobody, 401, "token-missing");
            Assert.Equal("Bearer", nobody.Headers.WwwAuthenticate.Single().Scheme);
        }
    }

    [Theory]
    [InlineData("Bearer wrong", "token-unknown")]
    [InlineData("Bearer token-of-Admin-012345678", "token-unknown")]
    [InlineData("Bearer TOKEN-OF-ADMIN-0123456789", "token-unknown")]
    [InlineData("Bearer", "token-missing")]
    [InlineData("Basic dG9rZW4tb2YtQWRtaW4tMDEyMzQ1Njc4OTo=", "token-missing")]
    [InlineData("token-of-Admin-0123456789", "token-missing")]
    public async Task A_token_that_is_none_of_ours_is_401(string header, string code)
    {
        await using var site = await Site.StartAsync(Arranged.WithTokens(Arranged.Settings), new BreakwaterWebOptions());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/stats");
        request.Headers.TryAddWithoutValidation("Authorization", header);
        using var response = await site.Admin.SendAsync(request, Site.Cancellation);
        await Site.ProblemAsync(response, 401, code);
    }

    [Fact]
    public async Task A_token_is_in_force_and_out_of_force_with_the_configuration()
    {
        var tokens = Arranged.WithTokens(Arranged.Settings);
        await using var site = await Site.StartAsync(tokens, new BreakwaterWebOptions());
        using var before = await site.CallAsync("GET", "/v1/stats", role: Role.Read);
        Assert.Equal(200, (int)before.StatusCode);

        var fewer = tokens with { Admin = new AdminSettings { Tokens = [.. tokens.Admin.Tokens.Where(token => token.Role != Role.Read)] } };
        Assert.Empty(await site.Engine.ApplyAsync(fewer, Site.Cancellation));
        using var after = await site.CallAsync("GET", "/v1/stats", role: Role.Read);
        await Site.ProblemAsync(after, 401, "token-unknown");
    }

    [Theory]
    [InlineData("evil.example.com", null, "foreign-host")]
    [InlineData("localhost.evil.example.com", null, "foreign-host")]
    [InlineData("10.0.0.1", null, "foreign-host")]
    [InlineData("localhost", "https://evil.example.com", "foreign-origin")]
    [InlineData("localhost", "null", "foreign-origin")]
    [InlineData("localhost", "http://localhost:1", "foreign-origin")]
    public async Task Without_tokens_no_page_of_another_site_gets_in(string host, string? origin, string code)
    {
        await using var site = await Site.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/replays") { Content = Site.Json("""{"filter":{}}""") };
        request.Headers.Host = $"{host}:{site.AdminAddress.Port}";
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var response = await site.Admin.SendAsync(request, Site.Cancellation);
        await Site.ProblemAsync(response, 403, code);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task Without_tokens_this_machine_gets_in_also_from_our_own_pages(string host)
    {
        await using var site = await Site.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/stats");
        request.Headers.Host = $"{host}:{site.AdminAddress.Port}";
        request.Headers.Add("Origin", $"http://{host}:{site.AdminAddress.Port}");
        using var response = await site.Admin.SendAsync(request, Site.Cancellation);
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task Without_tokens_a_listener_that_is_not_on_loopback_answers_nobody()
    {
        var settings = Arranged.Settings with { Listen = Arranged.Settings.Listen with { Admin = new Uri("http://0.0.0.0:0") } };
        await using var site = await Site.StartAsync(settings, new BreakwaterWebOptions());
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{site.AdminAddress.Port}/v1/stats"), Site.Cancellation);
        await Site.ProblemAsync(response, 403, "tokens-not-configured");
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/openapi/v1.json")]
    public async Task Probes_and_the_document_need_no_token(string path)
    {
        await using var site = await Site.StartAsync(Arranged.WithTokens(Arranged.Settings), new BreakwaterWebOptions());
        using var response = await site.CallAsync("GET", path);
        Assert.Equal(200, (int)response.StatusCode);
    }
}
