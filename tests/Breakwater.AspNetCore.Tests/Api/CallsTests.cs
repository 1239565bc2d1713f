using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Model;
using Xunit;

namespace Breakwater.AspNetCore.Tests.Api;

public sealed class CallsTests
{
    private const string Charge = """{"destination":"stripe","method":"POST","path":"/v1/charges?expand=1","body": { "amount" : 1.10 },"key":"order-7"}""";

    [Fact]
    public async Task A_call_is_taken_made_and_its_answer_is_kept()
    {
        await using var site = await StartAsync();
        site.FarEnd.Answer = (_, _) => Task.FromResult(Answered(201, """{"id":"ch_1"}"""));
        using var taken = await site.CallAsync("POST", "/v1/calls", Charge);
        var view = await Site.JsonAsync(taken);
        Assert.True(taken.StatusCode is System.Net.HttpStatusCode.Accepted, $"{view}");
        var id = view.GetProperty("id").GetString()!;
        Assert.StartsWith("call_", id, StringComparison.Ordinal);
        Assert.Equal($"/v1/calls/{id}", taken.Headers.Location!.ToString());
        Assert.False(view.GetProperty("duplicate").GetBoolean());

        using var asked = await PreferAsync(site, "GET", taken.Headers.Location.ToString(), "wait=10");
        Assert.Equal("wait=10", asked.Headers.GetValues("Preference-Applied").Single());
        var call = await Site.JsonAsync(asked);
        Assert.Equal("delivered", call.GetProperty("state").GetString());
        Assert.Equal(201, call.GetProperty("status").GetInt32());
        Assert.Equal("""{"id":"ch_1"}""", call.GetProperty("body").GetString());
        Assert.Equal("utf-8", call.GetProperty("bodyEncoding").GetString());
        Assert.Equal("yes", call.GetProperty("headers").GetProperty("X-Platform").GetString());
        Assert.Equal(1, call.GetProperty("attempts").GetInt32());
        Assert.Equal("order-7", call.GetProperty("key").GetString());

        var sent = Assert.Single(site.FarEnd.Got);
        Assert.Equal("POST", sent.Method);
        Assert.Equal("https://api.example.com/base/v1/charges?token=t&expand=1", sent.Url!.ToString());
        Assert.Equal("""{ "amount" : 1.10 }""", Encoding.UTF8.GetString(sent.Body.Span));
        Assert.Equal("application/json", Header(sent, "Content-Type"));
        Assert.Equal("Bearer of-the-platform", Header(sent, "Authorization"));
        Assert.Equal(id, Header(sent, "X-Once"));
        Assert.Null(Header(sent, "webhook-id"));
    }

    [Fact]
    public async Task What_the_platform_refuses_for_good_is_the_result()
    {
        await using var site = await StartAsync();
        site.FarEnd.Answer = (_, _) => Task.FromResult(Answered(404, """{"error":"no such customer"}"""));
        var call = await EndedAsync(site, """{"destination":"stripe","method":"get","path":"/v1/customers/1"}""");
        Assert.Equal("dead", call.GetProperty("state").GetString());
        Assert.Equal(404, call.GetProperty("status").GetInt32());
        Assert.Equal("""{"error":"no such customer"}""", call.GetProperty("body").GetString());
        Assert.Equal("GET", Assert.Single(site.FarEnd.Got).Method);
    }

    [Fact]
    public async Task A_failing_platform_is_tried_again_with_the_same_idempotency_key()
    {
        await using var site = await StartAsync();
        site.FarEnd.Answer = (_, _) => Task.FromResult(Answered(site.FarEnd.Got.Count == 1 ? 500 : 200, "{}"));
        var call = await EndedAsync(site, """{"destination":"stripe","method":"POST","path":"/v1/charges","idempotencyKey":"order-7"}""");
        Assert.Equal("delivered", call.GetProperty("state").GetString());
        Assert.Equal(2, call.GetProperty("attempts").GetInt32());
        Assert.Equal(["order-7", "order-7"], site.FarEnd.Got.Select(request => Header(request, "X-Once")));
        Assert.Equal(["1", "2"], site.FarEnd.Got.Select(request => Header(request, "breakwater-attempt")));
    }

    [Fact]
    public async Task A_platform_that_never_answers_leaves_no_result_and_says_why()
    {
        await using var site = await StartAsync();
        site.FarEnd.Answer = (_, _) => Task.FromResult(new TransportAnswer { Stage = TransportStage.Sent, Error = "sent, and no answer came in time" });
        var call = await EndedAsync(site, """{"destination":"once","method":"POST","path":""}""");
        Assert.Equal("dead", call.GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, call.GetProperty("status").ValueKind);
        Assert.Equal("sent, and no answer came in time", call.GetProperty("lastError").GetString());
    }

    [Fact]
    public async Task The_same_key_with_the_same_request_is_the_same_call()
    {
        await using var site = await StartAsync();
        var first = await KeyedAsync(site, "\"order-7\"", Charge);
        var again = await KeyedAsync(site, "order-7", Charge.Replace("\"key\"", "\"idempotencyKey\":\"order-7\",\"key\"", StringComparison.Ordinal));
        Assert.Equal(202, first.Status);
        Assert.Equal(202, again.Status);
        Assert.Equal(first.Json.GetProperty("id").GetString(), again.Json.GetProperty("id").GetString());
        Assert.True(again.Json.GetProperty("duplicate").GetBoolean());

        var other = await KeyedAsync(site, "order-7", Charge.Replace("1.10", "2.20", StringComparison.Ordinal));
        Assert.Equal(422, other.Status);
        Assert.Equal("idempotency-key-reused", other.Json.GetProperty("code").GetString());
        Assert.Equal(400, (await KeyedAsync(site, "order-8", Charge.Replace("\"key\"", "\"idempotencyKey\":\"order-7\",\"key\"", StringComparison.Ordinal))).Status);
        await site.CallAsync(200, "GET", $"/v1/calls/{first.Json.GetProperty("id").GetString()}");
        Assert.True(site.FarEnd.Got.Count <= 1);
    }

    [Theory]
    [InlineData("""{"method":"GET","path":"/"}""", 400, "invalid-request")]
    [InlineData("""{"destination":"stripe","path":"/"}""", 400, "invalid-request")]
    [InlineData("""{"destination":"stripe","method":"GET"}""", 400, "invalid-request")]
    [InlineData("""{"destination":"stripe","method":"GET","path":"/","extra":1}""", 400, "invalid-request")]
    [InlineData("""{"destination":"stripe","method":"GET","path":"/","path":"/"}""", 400, "invalid-request")]
    [InlineData("""{"destination":"stripe","method":"GET","path":"/","body":{}}""", 400, "invalid-request")]
    [InlineData("""{"destination":"stripe","method":"CONNECT","path":"/"}""", 400, "invalid-request")]
    [InlineData("""{"destination":"stripe","method":"A B","path":"/"}""", 400, "invalid-request")]
    [InlineData("""{"destination":"stripe","method":"POST","path":"/","body":"%%","bodyEncoding":"base64"}""", 400, "invalid-request")]
    [InlineData("""{"destination":"stripe","method":"GET","path":"/","headers":{"Authorization":"Bearer a"}}""", 400, "invalid-request")]
    [InlineData("""{"destination":"stripe","method":"GET","path":"/","headers":{"Cookie":"a=b"}}""", 400, "invalid-request")]
    [InlineData("""{"destination":"stripe","method":"GET","path":"/","headers":{"Host":"evil"}}""", 400, "invalid-request")]
    [InlineData("""{"destination":"stripe","method":"GET","path":"/","headers":{"X-A":"a\r\nX-B: b"}}""", 400, "invalid-request")]
    [InlineData("""{"destination":"stripe","method":"GET","path":"/","headers":{"X-A":1}}""", 400, "invalid-request")]
    [InlineData("""{"destination":"stripe","method":"GET","path":"/../admin"}""", 400, "path-refused")]
    [InlineData("""{"destination":"stripe","method":"GET","path":"https://evil.example.com/"}""", 400, "path-refused")]
    [InlineData("""{"destination":"nobody","method":"GET","path":"/"}""", 422, "destination-unknown")]
    [InlineData("""{"destination":"stripe","method":"GET","path":"/","reply":"nobody"}""", 422, "destination-unknown")]
    [InlineData("[]", 400, "invalid-request")]
    [InlineData("", 400, "invalid-request")]
    public async Task What_cannot_be_called_is_refused(string body, int status, string code)
    {
        await using var site = await StartAsync();
        using var response = await site.CallAsync("POST", "/v1/calls", body);
        await Site.ProblemAsync(response, status, code);
        Assert.Empty(site.FarEnd.Got);
    }

    [Fact]
    public async Task A_waiting_call_is_given_up_and_whoever_waits_is_told_at_once()
    {
        await using var site = await StartAsync();
        site.FarEnd.Status = 503;
        string id = null!;
        await site.UntilAsync("delivery.retrying", async () =>
            id = (await site.CallAsync(202, "POST", "/v1/calls", """{"destination":"slow","method":"POST","path":"/"}""")).GetProperty("id").GetString()!);
        var waiting = PreferAsync(site, "GET", $"/v1/calls/{id}", "wait=50");
        var given = await site.CallAsync(200, "POST", $"/v1/calls/{id[..^3]}/cancel");
        Assert.Equal("cancelled", given.GetProperty("state").GetString());
        using var told = await waiting;
        Assert.Equal("cancelled", (await Site.JsonAsync(told)).GetProperty("state").GetString());
        using var absent = await site.CallAsync("POST", "/v1/calls/call_00000000000000000000000000/cancel");
        await Site.ProblemAsync(absent, 404, "not-found");
    }

    [Fact]
    public async Task A_call_that_takes_longer_than_the_wait_is_shown_as_it_stands()
    {
        await using var site = await StartAsync();
        site.FarEnd.Status = 503;
        using var response = await PreferAsync(site, "POST", "/v1/calls", "wait=1", """{"destination":"slow","method":"POST","path":"/"}""");
        Assert.Equal(202, (int)response.StatusCode);
        var call = await Site.JsonAsync(response);
        Assert.Equal("waiting", call.GetProperty("state").GetString());
        Assert.NotEmpty(call.GetProperty("waitingFor").GetString()!);
        Assert.Equal(503, call.GetProperty("lastStatus").GetInt32());
        Assert.Equal(JsonValueKind.Null, call.GetProperty("status").ValueKind);
    }

    [Fact]
    public async Task A_destination_is_told_how_a_call_ended()
    {
        await using var site = await StartAsync();
        site.FarEnd.Answer = (request, _) => Task.FromResult(Answered(200, request.Method is null ? "" : """{"id":"ch_1"}"""));
        await site.UntilAsync("delivery.delivered", () => site.CallAsync(202, "POST", "/v1/calls", """{"destination":"stripe","method":"POST","path":"/a","reply":"crm","key":"k"}"""));
        await site.UntilDeliveredToAsync("crm");
        var told = site.FarEnd.Got.Single(request => request.Destination.Name == "crm");
        Assert.Equal("call.completed", Header(told, "breakwater-event-type"));
        var result = JsonDocument.Parse(told.Body).RootElement;
        Assert.Equal("delivered", result.GetProperty("state").GetString());
        Assert.Equal("""{"id":"ch_1"}""", result.GetProperty("body").GetString());
        Assert.Equal("k", result.GetProperty("key").GetString());
    }

    [Fact]
    public async Task Who_may_publish_may_call_and_look()
    {
        await using var site = await Site.StartAsync(Arranged.WithTokens(Callable()), new BreakwaterWebOptions());
        using var taken = await site.CallAsync("POST", "/v1/calls", Charge, Role.Publish);
        Assert.Equal(202, (int)taken.StatusCode);
        foreach (var role in new[] { Role.Publish, Role.Read, Role.Admin })
        {
            using var seen = await site.CallAsync("GET", taken.Headers.Location!.ToString(), role: role);
            Assert.Equal(200, (int)seen.StatusCode);
        }

        using var refused = await site.CallAsync("POST", "/v1/calls", Charge, Role.Read);
        await Site.ProblemAsync(refused, 403, "role-too-low");
        using var proxied = await site.CallAsync("GET", "/out/stripe/v1/charges", role: Role.Read);
        await Site.ProblemAsync(proxied, 403, "role-too-low");
        Assert.DoesNotContain(site.FarEnd.Got, request => request.Headers.Any(header => header.Value.Contains("token-of-", StringComparison.Ordinal)));
    }

    internal static Settings Callable() => Arranged.Settings with
    {
        Destinations = new[]
        {
            new DestinationSettings
            {
                Name = "stripe",
                Url = new Uri("https://api.example.com/base/?token=t"),
                Headers = [new("Authorization", new Secret("Bearer of-the-platform"))],
                IdempotencyHeader = "X-Once",
                Retry = new RetrySettings { First = TimeSpan.FromMilliseconds(20) },
            },
            new DestinationSettings { Name = "once", Url = new Uri("https://once.example.com/in"), Retry = new RetrySettings { MaxAttempts = 1 } },
            new DestinationSettings { Name = "slow", Url = new Uri("https://slow.example.com"), Retry = new RetrySettings { First = TimeSpan.FromHours(1), Max = TimeSpan.FromHours(1) } },
            new DestinationSettings { Name = "crm", Url = new Uri("https://crm.example.com/in") },
            new DestinationSettings { Name = "orders", Url = new Uri("https://orders.example.com/in") },
        }.ToFrozenDictionary(destination => destination.Name),
    };

    private static Task<Site> StartAsync() => Site.StartAsync(Callable(), new BreakwaterWebOptions());

    private static TransportAnswer Answered(int status, string body) => new()
    {
        Stage = TransportStage.Answered,
        Status = status,
        Headers = [new("Content-Type", "application/json"), new("X-Platform", "yes")],
        Body = Encoding.UTF8.GetBytes(body),
    };

    private static string? Header(TransportRequest request, string name) =>
        request.Headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).SingleOrDefault();

    private static async Task<JsonElement> EndedAsync(Site site, string body)
    {
        using var response = await PreferAsync(site, "POST", "/v1/calls", "wait=30", body);
        var call = await Site.JsonAsync(response);
        Assert.True((int)response.StatusCode == 200, $"{(int)response.StatusCode}: {call}");
        return call;
    }

    private static async Task<HttpResponseMessage> PreferAsync(Site site, string method, string path, string prefer, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : Site.Json(body) };
        request.Headers.TryAddWithoutValidation("Prefer", prefer);
        return await site.Admin.SendAsync(request, Site.Cancellation);
    }

    private static async Task<(int Status, JsonElement Json)> KeyedAsync(Site site, string key, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/calls") { Content = Site.Json(body) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var response = await site.Admin.SendAsync(request, Site.Cancellation);
        return ((int)response.StatusCode, await Site.JsonAsync(response));
    }
}
