using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Breakwater.AspNetCore.Tests.Api;

/// <summary>Publishing by the HTTP binding of CloudEvents 1.0.</summary>
public sealed class CloudEventTests
{
    private const string Structured = "application/cloudevents+json";
    private const string Batch = "application/cloudevents-batch+json";

    [Fact]
    public async Task A_structured_event_is_recorded_with_its_attributes_and_its_data_byte_for_byte()
    {
        await using var site = await Site.StartAsync();
        const string data = """{ "amount" : 1.10,  "big":123456789012345678901234567890 }""";
        await site.UntilAsync("delivery.delivered", () => AnswerAsync(
            site, Structured, $$"""{"specversion":"1.0","id":"c-1","source":"open","type":"order.paid","subject":"42","sequence":"7","time":"2026-03-01T10:00:00Z","data":{{data}}}"""));

        var sent = Assert.Single(site.FarEnd.Got);
        Assert.Equal(data, Encoding.UTF8.GetString(sent.Body.Span));
        var evt = await OnlyEventAsync(site);
        Assert.Equal("c-1", evt.GetProperty("idempotencyId").GetString());
        Assert.Equal("order.paid", evt.GetProperty("type").GetString());
        Assert.Equal("42", evt.GetProperty("key").GetString());
        Assert.Equal("7", evt.GetProperty("version").GetString());
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero), evt.GetProperty("occurredAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_binary_event_has_its_attributes_in_headers_and_its_data_in_the_body()
    {
        await using var site = await Site.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/events")
        {
            Content = new ByteArrayContent([0, 1, 255]) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } },
        };
        foreach (var (name, value) in new[] { ("specversion", "1.0"), ("id", "c%202"), ("source", "open"), ("type", "\"picture.taken\""), ("subject", "k") })
        {
            request.Headers.TryAddWithoutValidation($"ce-{name}", value);
        }

        await site.UntilAsync("delivery.delivered", async () =>
        {
            using var response = await site.Admin.SendAsync(request, Site.Cancellation);
            Assert.Equal(202, (int)response.StatusCode);
        });

        var sent = Assert.Single(site.FarEnd.Got);
        Assert.Equal([0, 1, 255], sent.Body.ToArray());
        Assert.Equal("image/png", sent.Headers.Single(header => header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value);
        var evt = await OnlyEventAsync(site);
        Assert.Equal("c 2", evt.GetProperty("idempotencyId").GetString());
        Assert.Equal("picture.taken", evt.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_batch_is_one_event_each_and_its_repetition_a_duplicate_each()
    {
        await using var site = await Site.StartAsync();
        var batch = $"[{One("a")},{One("b")},{One("a")}]";
        var items = (await AnswerAsync(site, Batch, batch)).GetProperty("items");

        Assert.Equal(3, items.GetArrayLength());
        Assert.Equal(items[0].GetProperty("id").GetString(), items[2].GetProperty("id").GetString());
        Assert.NotEqual(items[0].GetProperty("id").GetString(), items[1].GetProperty("id").GetString());
        Assert.All((await AnswerAsync(site, Batch, batch)).GetProperty("items").EnumerateArray(), item => Assert.True(item.GetProperty("duplicate").GetBoolean()));
        Assert.Empty((await AnswerAsync(site, Batch, "[]")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Of_a_batch_with_a_fault_nothing_is_recorded()
    {
        await using var site = await Site.StartAsync();
        using var response = await PostAsync(site, Batch, $$"""[{{One("a")}},{"specversion":"1.0","id":"b","source":"open"}]""");
        await Site.ProblemAsync(response, 400, "invalid-request");
        Assert.Empty((await site.CallAsync(200, "GET", "/v1/events")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task The_request_may_name_the_source_and_then_the_events_own_is_part_of_the_id()
    {
        await using var site = await Site.StartAsync();
        var body = """{"specversion":"1.0","id":"1","source":"/shops/7","type":"t"}""";
        using var unknown = await PostAsync(site, Structured, body);
        await Site.ProblemAsync(unknown, 400, "invalid-request");

        await AnswerAsync(site, Structured, body, "?source=open");
        Assert.Equal("/shops/7 1", (await OnlyEventAsync(site)).GetProperty("idempotencyId").GetString());
    }

    [Theory]
    [InlineData("text/plain", "\"data\":\"plain\"", "plain")]
    [InlineData("application/json", "\"data\":\"plain\"", "\"plain\"")]
    [InlineData("application/octet-stream", "\"data_base64\":\"AAEC\"", "\0\u0001\u0002")]
    [InlineData("application/json", "\"subject\":null", "")]
    public async Task Data_is_what_its_content_type_says(string type, string data, string expected)
    {
        await using var site = await Site.StartAsync();
        await site.UntilAsync("delivery.delivered", () => AnswerAsync(
            site, Structured, $$"""{"specversion":"1.0","id":"1","source":"open","type":"t","datacontenttype":"{{type}}",{{data}}}"""));
        Assert.Equal(expected, Encoding.UTF8.GetString(Assert.Single(site.FarEnd.Got).Body.Span));
    }

    [Theory]
    [InlineData("""{"specversion":"1.0","id":"","source":"open","type":"t"}""")]
    [InlineData("""{"specversion":"0.3","id":"1","source":"open","type":"t"}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"open","type":"t","data":1,"data_base64":"AA=="}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"open","type":"t","data_base64":"?"}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"open","type":"t\ud800"}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task What_is_no_CloudEvent_is_refused(string body)
    {
        await using var site = await Site.StartAsync();
        using var response = await PostAsync(site, Structured, body);
        await Site.ProblemAsync(response, 400, "invalid-request");
    }

    private static string One(string id) => $$"""{"specversion":"1.0","id":"{{id}}","source":"open","type":"t","data":1}""";

    private static async Task<JsonElement> OnlyEventAsync(Site site)
    {
        var id = Assert.Single((await site.CallAsync(200, "GET", "/v1/events")).GetProperty("items").EnumerateArray()).GetProperty("id").GetString();
        return await site.CallAsync(200, "GET", $"/v1/events/{id}");
    }

    private static Task<HttpResponseMessage> PostAsync(Site site, string type, string body, string query = "") => site.Admin.PostAsync(
        $"/v1/events{query}", new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue(type) } }, Site.Cancellation);

    private static async Task<JsonElement> AnswerAsync(Site site, string type, string body, string query = "")
    {
        using var response = await PostAsync(site, type, body, query);
        Assert.Equal(202, (int)response.StatusCode);
        return await Site.JsonAsync(response);
    }
}
