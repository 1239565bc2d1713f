using System.Net.Http.Headers;
using System.Text.Json;
using Breakwater.Configuration;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Breakwater.AspNetCore.Tests.Api;

public sealed class TokensTests
{
    [Fact]
    public async Task A_token_that_was_made_is_shown_once_works_at_once_and_ends_when_it_is_revoked()
    {
        await using var site = await Site.StartAsync();
        var made = await site.CallAsync(201, "POST", "/v1/tokens", """{"name":"boss","role":"admin"}""");
        var boss = made.GetProperty("token").GetString()!;
        Assert.Matches("^bwt_[A-Za-z0-9_-]{43}$", boss);

        using var nobody = await site.CallAsync("GET", "/v1/stats");
        await Site.ProblemAsync(nobody, 401, "token-missing");

        var (_, reader) = await AskAsync(site, boss, "POST", "/v1/tokens", """{"name":"ci@example.com","role":"read"}""");
        Assert.Equal(200, (await AskAsync(site, reader.GetProperty("token").GetString()!, "GET", "/v1/stats")).Status);
        Assert.Equal(403, (await AskAsync(site, reader.GetProperty("token").GetString()!, "GET", "/v1/tokens")).Status);

        var (_, list) = await AskAsync(site, boss, "GET", "/v1/tokens");
        Assert.Equal(["boss", "ci@example.com"], list.GetProperty("items").EnumerateArray().Select(token => token.GetProperty("name").GetString()));
        Assert.DoesNotContain("bwt_", list.ToString(), StringComparison.Ordinal);
        Assert.Equal("boss", list.GetProperty("items")[1].GetProperty("createdBy").GetString());

        Assert.Equal(204, (await AskAsync(site, boss, "DELETE", "/v1/tokens/ci@example.com")).Status);
        Assert.Equal(404, (await AskAsync(site, boss, "DELETE", "/v1/tokens/ci@example.com")).Status);
        Assert.Equal(401, (await AskAsync(site, reader.GetProperty("token").GetString()!, "GET", "/v1/stats")).Status);
    }

    [Fact]
    public async Task Tokens_of_the_configuration_stay_as_they_are_beside_those_of_the_store()
    {
        await using var site = await Site.StartAsync(Arranged.WithTokens(Arranged.Settings), new BreakwaterWebOptions());
        var admin = Arranged.Token(Role.Admin);
        Assert.Equal(201, (await AskAsync(site, admin, "POST", "/v1/tokens", """{"name":"ci","role":"publish"}""")).Status);
        Assert.Equal(409, (await AskAsync(site, admin, "POST", "/v1/tokens", """{"name":"ci","role":"publish"}""")).Status);
        Assert.Equal(409, (await AskAsync(site, admin, "POST", "/v1/tokens", """{"name":"Admin","role":"admin"}""")).Status);
        Assert.Equal(409, (await AskAsync(site, admin, "DELETE", "/v1/tokens/Admin")).Status);
        Assert.Equal(200, (await AskAsync(site, Arranged.Token(Role.Read), "GET", "/v1/stats")).Status);
    }

    [Theory]
    [InlineData("""{"name":"","role":"admin"}""")]
    [InlineData("""{"name":"(local)","role":"admin"}""")]
    [InlineData("""{"name":"a b","role":"admin"}""")]
    [InlineData("""{"name":"a","role":"root"}""")]
    [InlineData("""{"name":"a"}""")]
    [InlineData("""{"name":"a","role":"read","token":"mine"}""")]
    public async Task A_token_that_makes_no_sense_is_refused(string body)
    {
        await using var site = await Site.StartAsync();
        using var response = await site.CallAsync("POST", "/v1/tokens", body);
        await Site.ProblemAsync(response, 400, "invalid-request");
    }

    [Fact]
    public async Task A_token_that_another_node_made_or_revoked_counts_within_two_seconds()
    {
        var clock = new FakeTimeProvider();
        await using var site = await Site.StartAsync(Arranged.WithTokens(Arranged.Settings), new BreakwaterWebOptions { Clock = clock });
        Assert.Equal(200, (await AskAsync(site, Arranged.Token(Role.Read), "GET", "/v1/stats")).Status);
        var (text, kept) = TokenText.Make("elsewhere", Role.Read, "(test)", DateTimeOffset.UnixEpoch);
        await site.Engine.Tokens.AddAsync(kept, Site.Cancellation);
        Assert.Equal(401, (await AskAsync(site, text, "GET", "/v1/stats")).Status);

        clock.Advance(AspNetCore.Api.TokenBook.Fresh);
        Assert.Equal(200, (await AskAsync(site, text, "GET", "/v1/stats")).Status);
        await site.Engine.Tokens.RemoveAsync("elsewhere", Site.Cancellation);
        Assert.Equal(200, (await AskAsync(site, text, "GET", "/v1/stats")).Status);

        clock.Advance(AspNetCore.Api.TokenBook.Fresh);
        Assert.Equal(401, (await AskAsync(site, text, "GET", "/v1/stats")).Status);
    }

    [Fact]
    public async Task A_stream_ends_soon_after_its_token_was_revoked()
    {
        var clock = new FakeTimeProvider();
        await using var site = await Site.StartAsync(Arranged.WithTokens(Arranged.Settings), new BreakwaterWebOptions { Clock = clock });
        var (_, made) = await AskAsync(site, Arranged.Token(Role.Admin), "POST", "/v1/tokens", """{"name":"tail","role":"read"}""");
        using var request = Request("GET", "/v1/stream", made.GetProperty("token").GetString()!);
        using var response = await site.Admin.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Site.Cancellation);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Site.Cancellation));
        Assert.Equal("event: heartbeat", await reader.ReadLineAsync(Site.Cancellation));

        Assert.Equal(204, (await AskAsync(site, Arranged.Token(Role.Admin), "DELETE", "/v1/tokens/tail")).Status);
        clock.Advance(TimeSpan.FromSeconds(3));
        await site.RecordAsync("""{"id":"1","type":"t"}""");
        var rest = await reader.ReadToEndAsync(Site.Cancellation);
        Assert.DoesNotContain("event.recorded", rest, StringComparison.Ordinal);
    }

    internal static async Task<(int Status, JsonElement Json)> AskAsync(Site site, string token, string method, string path, string? body = null)
    {
        using var request = Request(method, path, token);
        request.Content = body is null ? null : Site.Json(body);
        using var response = await site.Admin.SendAsync(request, Site.Cancellation);
        var text = await response.Content.ReadAsStringAsync(Site.Cancellation);
        return ((int)response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    internal static HttpRequestMessage Request(string method, string path, string token)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }
}
