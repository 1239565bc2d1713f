using System.Net.Http.Headers;
using System.Text;
using Xunit;

namespace Breakwater.AspNetCore.Tests.Api;

public sealed class PublishTests
{
    [Fact]
    public async Task The_bytes_of_data_are_forwarded_as_they_stood_in_the_request()
    {
        await using var site = await Site.StartAsync();
        const string data = """{ "amount" : 1.10,  "big":123456789012345678901234567890, "ö":"\u00e9" }""";
        await site.UntilAsync("delivery.delivered", () => site.CallAsync(202, "POST", "/v1/events", $$"""{"source":"open","type":"order.paid","key":42,"version":1.0,"data": {{data}} }"""));

        var sent = Assert.Single(site.FarEnd.Got);
        Assert.Equal(data, Encoding.UTF8.GetString(sent.Body.Span));
        Assert.Equal("application/json", sent.Headers.Single(header => header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value);
        var evt = (await site.CallAsync(200, "GET", "/v1/events")).GetProperty("items")[0];
        Assert.Equal("42", evt.GetProperty("key").GetString());
        Assert.Equal("1.0", evt.GetProperty("version").GetString());
        Assert.Equal("order.paid", evt.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("""{"type":"a","data":1}""")]
    [InlineData("""{"source":"open","data":1}""")]
    [InlineData("""{"source":"open","type":"","data":1}""")]
    [InlineData("""{"source":"open","type":"a"}""")]
    [InlineData("""{"source":"open","type":"a","data":1,"extra":1}""")]
    [InlineData("""{"source":"open","type":"a","data":1,"data":2}""")]
    [InlineData("""{"source":"open","type":"a","type":"b","data":1}""")]
    [InlineData("""{"source":1,"type":"a","data":1}""")]
    [InlineData("""{"source":"open","type":"a","id":{},"data":1}""")]
    [InlineData("""{"source":"open","type":"\ud800","data":1}""")]
    [InlineData("""{"source":"open","type":"a","data":1} {}""")]
    [InlineData("""[]""")]
    [InlineData("")]
    public async Task What_is_not_as_declared_is_refused(string body)
    {
        await using var site = await Site.StartAsync();
        using var response = await site.CallAsync("POST", "/v1/events", body);
        await Site.ProblemAsync(response, 400, "invalid-request");
    }

    [Fact]
    public async Task Invalid_text_and_endless_nesting_are_refused()
    {
        await using var site = await Site.StartAsync();
        byte[] invalid = [.. """{"source":"open","type":"a","data":" """u8, 0xff, .. "\"}"u8];
        var nested = Encoding.UTF8.GetBytes("""{"source":"open","type":"a","data":""" + new string('[', 10_000) + new string(']', 10_000) + "}");
        foreach (var body in new[] { invalid, nested })
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var response = await site.Admin.PostAsync("/v1/events", content, Site.Cancellation);
            await Site.ProblemAsync(response, 400, "invalid-request");
        }
    }

    [Fact]
    public async Task A_source_that_is_not_there_and_data_over_its_limit_are_refused()
    {
        await using var site = await Site.StartAsync();
        using var unknown = await site.CallAsync("POST", "/v1/events", """{"source":"nobody","type":"a","data":1}""");
        await Site.ProblemAsync(unknown, 422, "source-unknown");
        using var large = await site.CallAsync("POST", "/v1/events", $$"""{"source":"open","type":"a","data":"{{new string('a', Arranged.MaxBody)}}"}""");
        await Site.ProblemAsync(large, 413, "body-too-large");
        using var larger = await site.CallAsync("POST", "/v1/events", $$"""{"source":"large","type":"a","data":"{{new string('a', 5 * 1024 * 1024)}}"}""");
        await Site.ProblemAsync(larger, 413, "body-too-large");
    }

    [Theory]
    [InlineData("application/cloudevents+avro", "content-type-unknown")]
    [InlineData("text/plain", "content-type-unknown")]
    [InlineData("application/x-www-form-urlencoded", "content-type-unknown")]
    public async Task Another_content_type_is_415(string type, string code)
    {
        await using var site = await Site.StartAsync();
        using var content = new ByteArrayContent("{}"u8.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        using var response = await site.Admin.PostAsync("/v1/events", content, Site.Cancellation);
        await Site.ProblemAsync(response, 415, code);
    }

    [Fact]
    public async Task An_idempotency_key_stands_for_one_event_bare_or_quoted()
    {
        await using var site = await Site.StartAsync();
        const string body = """{"source":"open","type":"a","data":{"n":1}}""";
        using var first = await KeyedAsync(site, "k-1", body);
        using var second = await KeyedAsync(site, "\"k-1\"", body);
        var (one, two) = (await Site.JsonAsync(first), await Site.JsonAsync(second));
        Assert.Equal(202, (int)second.StatusCode);
        Assert.False(one.GetProperty("duplicate").GetBoolean());
        Assert.True(two.GetProperty("duplicate").GetBoolean());
        Assert.Equal(one.GetProperty("id").GetString(), two.GetProperty("id").GetString());

        using var other = await KeyedAsync(site, "k-1", """{"source":"open","type":"a","data":{"n":2}}""");
        await Site.ProblemAsync(other, 422, "idempotency-key-reused");
        using var otherKey = await KeyedAsync(site, "k-1", """{"source":"open","type":"a","key":"x","data":{"n":1}}""");
        await Site.ProblemAsync(otherKey, 422, "idempotency-key-reused");
    }

    [Fact]
    public async Task An_id_in_the_body_comes_before_the_key()
    {
        await using var site = await Site.StartAsync();
        using var first = await KeyedAsync(site, "k-1", """{"source":"open","type":"a","id":"e-1","data":1}""");
        using var second = await KeyedAsync(site, "k-2", """{"source":"open","type":"a","id":"e-1","data":1}""");
        Assert.True((await Site.JsonAsync(second)).GetProperty("duplicate").GetBoolean());
        var evt = (await site.CallAsync(200, "GET", "/v1/events")).GetProperty("items")[0];
        Assert.Equal("e-1", evt.GetProperty("idempotencyId").GetString());
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"open")]
    [InlineData("\"a\"b")]
    [InlineData("\"a\\n\"")]
    [InlineData("\"\\")]
    public async Task A_malformed_key_is_refused(string key)
    {
        await using var site = await Site.StartAsync();
        using var response = await KeyedAsync(site, key, """{"source":"open","type":"a","data":1}""");
        await Site.ProblemAsync(response, 400, "invalid-request");
    }

    [Fact]
    public async Task Publications_without_an_id_are_each_new()
    {
        await using var site = await Site.StartAsync();
        const string body = """{"source":"open","type":"a","data":1}""";
        var one = await site.CallAsync(202, "POST", "/v1/events", body);
        var two = await site.CallAsync(202, "POST", "/v1/events", body);
        Assert.NotEqual(one.GetProperty("id").GetString(), two.GetProperty("id").GetString());
    }

    private static async Task<HttpResponseMessage> KeyedAsync(Site site, string key, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/events") { Content = Site.Json(body) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await site.Admin.SendAsync(request, Site.Cancellation);
    }
}
