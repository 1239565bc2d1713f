using System.Collections.Frozen;
using System.Net;
using System.Text;
using Breakwater.Configuration;
using Breakwater.Verification;
using Breakwater.Verification.Providers;
using Xunit;

namespace Breakwater.AspNetCore.Tests;

/// <summary>Answers as the providers ask for them.</summary>
public class ProviderAnswerTests
{
    private const string Body = """{"events":[{"resourceId":"r","eventType":"UPDATE","eventCategory":"CONTACT","eventDateUtc":"2026-01-01T00:00:00"}]}""";

    [Fact]
    public async Task Xero_gets_200_or_401_without_a_body_and_the_ids_in_headers()
    {
        await using var site = await StartAsync("xero", "secret");
        var scheme = Source("xero", "secret").Scheme;
        using var first = await SendAsync(site, scheme, Body);
        Assert.Equal((HttpStatusCode.OK, ""), (first.StatusCode, await TextAsync(first)));
        using var again = await SendAsync(site, scheme, Body);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(Header(first, "breakwater-event"), Header(again, "breakwater-event"));
        Assert.Equal(("false", "true"), (Header(first, "breakwater-duplicate"), Header(again, "breakwater-duplicate")));

        using var intent = await SendAsync(site, scheme, """{"events":[],"entropy":"x"}""");
        Assert.Equal((HttpStatusCode.OK, ""), (intent.StatusCode, await TextAsync(intent)));
        Assert.False(intent.Headers.Contains("breakwater-event"));

        using var wrong = await SendAsync(site, Source("xero", "another secret").Scheme, """{"events":[],"entropy":"x"}""");
        Assert.Equal((HttpStatusCode.Unauthorized, ""), (wrong.StatusCode, await TextAsync(wrong)));
        Assert.False(wrong.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_challenge_is_plain_text_that_nothing_sniffs()
    {
        await using var site = await StartAsync("dropbox", "secret");
        using var response = await site.Ingress.GetAsync("/in/shop?challenge=%3Cscript%3Ealert(1)%3C%2Fscript%3E", Site.Cancellation);
        Assert.Equal("<script>alert(1)</script>", await TextAsync(response));
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
    }

    [Fact]
    public async Task The_consent_to_cloud_events_stands_in_headers()
    {
        await using var site = await StartAsync("cloudevents", "token");
        using var request = new HttpRequestMessage(HttpMethod.Options, "/in/shop");
        request.Headers.Add("WebHook-Request-Origin", "sender.example.com");
        request.Headers.Add("WebHook-Request-Rate", "120");
        using var response = await site.Ingress.SendAsync(request, Site.Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(("sender.example.com", "120"), (Header(response, "WebHook-Allowed-Origin"), Header(response, "WebHook-Allowed-Rate")));
        Assert.Contains("POST", response.Content.Headers.Allow);
    }

    [Fact]
    public async Task A_subscription_with_the_wrong_token_is_403_and_a_rejection()
    {
        await using var site = await StartAsync("meta", "secret", "verifyToken");
        using var right = await site.Ingress.GetAsync("/in/shop?hub.mode=subscribe&hub.challenge=42&hub.verify_token=secret", Site.Cancellation);
        Assert.Equal("42", await TextAsync(right));
        using var wrong = await site.Ingress.GetAsync("/in/shop?hub.mode=subscribe&hub.challenge=42&hub.verify_token=secrets", Site.Cancellation);
        await Site.ProblemAsync(wrong, 403, "handshake-refused");
        Assert.Equal(403, Assert.Single(site.Engine.Rejections.List("shop", null, 10)).Status);
    }

    private static async Task<Site> StartAsync(string provider, params string[] values) => await Site.StartAsync(
        Arranged.Settings with { Sources = FrozenDictionary.ToFrozenDictionary([KeyValuePair.Create("shop", Source(provider, "secret", values))]), Routes = [] },
        new BreakwaterWebOptions());

    private static SourceSettings Source(string provider, string secret, params string[] values)
    {
        var preset = ProviderCatalog.Find(provider)!;
        var config = new ProviderConfig(values.Append("secret").Distinct().ToDictionary(name => name, _ => (IReadOnlyList<string>)[secret]));
        return new SourceSettings
        {
            Name = "shop",
            Provider = provider,
            Scheme = preset.Scheme(config),
            SchemeName = provider,
            Identity = preset.Identity,
            Handshake = preset.Handshake?.Invoke(config),
            AnswerStatus = preset.AnswerStatus,
            EmptyAnswers = preset.EmptyAnswers,
        };
    }

    private static async Task<HttpResponseMessage> SendAsync(Site site, ISignatureScheme scheme, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/in/shop") { Content = Site.Json(body) };
        var unsigned = new SignedRequest { Method = "POST", Url = "/in/shop", Headers = [], Body = Encoding.UTF8.GetBytes(body) };
        foreach (var (name, value) in scheme.Sign(unsigned, TimeProvider.System.GetUtcNow())!)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await site.Ingress.SendAsync(request, Site.Cancellation);
    }

    private static Task<string> TextAsync(HttpResponseMessage response) => response.Content.ReadAsStringAsync(Site.Cancellation);

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
