using System.Net;
using System.Text.Json;
using Xunit;

namespace Breakwater.AspNetCore.Tests.Api;

public sealed class EventsTests
{
    [Fact]
    public async Task An_event_is_shown_with_all_members_of_the_contract()
    {
        await using var site = await Site.StartAsync();
        string id = "";
        await site.UntilAsync("delivery.delivered", async () => id = await site.RecordAsync("""{"id":"e-1","type":"order.paid","key":"42"}"""));
        (await site.SendAsync("open", """{"id":"e-1","type":"order.paid","key":"42"}""")).Dispose();

        var evt = await site.CallAsync(200, "GET", $"/v1/events/{id}");
        string[] expected =
        [
            "id", "source", "type", "idempotencyId", "key", "version", "occurredAt", "receivedAt", "duplicates", "lastDuplicateAt", "recoveredBy", "headers", "body",
            "bodyEncoding", "bodyLength", "redacted", "traceparent", "deliveries",
        ];
        Assert.Equal(expected, evt.EnumerateObject().Select(member => member.Name));
        Assert.Equal("e-1", evt.GetProperty("idempotencyId").GetString());
        Assert.Equal("42", evt.GetProperty("key").GetString());
        Assert.Equal(1, evt.GetProperty("duplicates").GetInt64());
        Assert.EndsWith("Z", evt.GetProperty("receivedAt").GetString()!, StringComparison.Ordinal);
        Assert.Equal("""{"id":"e-1","type":"order.paid","key":"42"}""", evt.GetProperty("body").GetString());

        var delivery = Assert.Single(evt.GetProperty("deliveries").EnumerateArray());
        foreach (var member in new[] { "id", "destination", "state", "waitingFor", "attempts", "nextAttemptAt", "lastStatus", "lastError", "settledAt" })
        {
            Assert.True(delivery.TryGetProperty(member, out _), $"{member} is missing");
        }

        Assert.Equal("delivered", delivery.GetProperty("state").GetString());
        Assert.Equal(200, delivery.GetProperty("lastStatus").GetInt32());
    }

    [Fact]
    public async Task A_body_is_given_as_a_file_that_no_browser_runs()
    {
        await using var site = await Site.StartAsync();
        using var content = new StringContent("<script>alert(1)</script>", System.Text.Encoding.UTF8, "text/html");
        using var taken = await site.Ingress.PostAsync("/in/raw", content, Site.Cancellation);
        var id = taken.Headers.GetValues("breakwater-event").Single();

        using var response = await site.CallAsync("GET", $"/v1/events/{id}/body");
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("<script>alert(1)</script>", await response.Content.ReadAsStringAsync(Site.Cancellation));
        Assert.StartsWith("attachment", response.Content.Headers.ContentDisposition?.ToString(), StringComparison.Ordinal);
        Assert.Contains("sandbox", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Pages_follow_one_another_newest_first_and_miss_nothing()
    {
        await using var site = await Site.StartAsync();
        var ids = new List<string>();
        for (var number = 0; number < 7; number++)
        {
            ids.Insert(0, await site.RecordAsync($$"""{"id":"{{number}}"}"""));
        }

        var seen = new List<string>();
        var next = "";
        do
        {
            var page = await site.CallAsync(200, "GET", $"/v1/events?limit=3{next}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            next = page.GetProperty("next").GetString() is { } cursor ? $"&after={cursor}" : null;
        }
        while (next is not null);

        Assert.Equal(ids, seen);
    }

    [Theory]
    [InlineData("stat=dead")]
    [InlineData("state=gone")]
    [InlineData("state=Dead")]
    [InlineData("limit=0")]
    [InlineData("limit=501")]
    [InlineData("limit=-1")]
    [InlineData("limit=ten")]
    [InlineData("limit=1&limit=2")]
    [InlineData("after=nonsense")]
    [InlineData("after=AAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("from=yesterday")]
    [InlineData("from=2026-02-01&to=2026-01-01")]
    public async Task A_search_that_cannot_be_meant_is_refused_with_words(string query)
    {
        await using var site = await Site.StartAsync();
        using var response = await site.CallAsync("GET", $"/v1/events?{query}");
        await Site.ProblemAsync(response, 400, "invalid-request");
    }

    [Fact]
    public async Task A_cursor_of_one_list_is_none_of_another()
    {
        await using var site = await Site.StartAsync();
        await site.RecordAsync("""{"id":"1"}""");
        await site.RecordAsync("""{"id":"2"}""");
        var cursor = (await site.CallAsync(200, "GET", "/v1/events?limit=1")).GetProperty("next").GetString();
        using var response = await site.CallAsync("GET", $"/v1/deliveries?after={cursor}");
        await Site.ProblemAsync(response, 400, "invalid-request");
    }

    [Fact]
    public async Task Filters_choose_among_the_events()
    {
        await using var site = await Site.StartAsync();
        var paid = await site.RecordAsync("""{"id":"1","type":"order.paid","key":"42"}""");
        var made = await site.RecordAsync("""{"id":"2","type":"order.made","key":"43"}""");
        foreach (var (query, expected) in new (string, string[])[]
        {
            ("type=order.paid", [paid]), ("type=order.*", [made, paid]), ("key=43", [made]), ("q=2", [made]), ("source=open", [made, paid]), ("source=raw", []),
            ($"q={paid}", [paid]), ("from=2000-01-01", [made, paid]), ("to=2000-01-01T00:00:00Z", []), ("destination=crm", []),
        })
        {
            var page = await site.CallAsync(200, "GET", $"/v1/events?{query}");
            Assert.Equal(expected, page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
        }
    }

    [Fact]
    public async Task A_shortened_id_is_taken_when_it_is_unique()
    {
        await using var site = await Site.StartAsync();
        var id = await site.RecordAsync("""{"id":"1"}""");
        var other = await site.RecordAsync("""{"id":"2"}""");
        var common = id.TakeWhile((letter, index) => other[index] == letter).Count();

        Assert.Equal(id, (await site.CallAsync(200, "GET", $"/v1/events/{id[..(common + 1)]}")).GetProperty("id").GetString());
        Assert.Equal(id, (await site.CallAsync(200, "GET", $"/v1/events/{id["evt_".Length..(common + 1)]}")).GetProperty("id").GetString());
        using var ambiguous = await site.CallAsync("GET", $"/v1/events/{id[..common]}");
        await Site.ProblemAsync(ambiguous, 409, "id-ambiguous");
        foreach (var nothing in new[] { "evt_0zzzz", "evt_", "dlv_" + id["evt_".Length..], "~", new string('0', 2_000) })
        {
            using var absent = await site.CallAsync("GET", $"/v1/events/{nothing}");
            await Site.ProblemAsync(absent, 404, "not-found");
        }
    }

    [Fact]
    public async Task An_event_is_sent_again_to_the_destinations_named()
    {
        await using var site = await Site.StartAsync();
        var id = await site.RecordAsync("""{"id":"1"}""");
        var again = await site.CallAsync(202, "POST", $"/v1/events/{id}/replay", """{"to":["crm"]}""");
        Assert.Equal("crm", again.GetProperty("deliveries")[0].GetProperty("destination").GetString());
        var routes = await site.CallAsync(202, "POST", $"/v1/events/{id}/replay");
        Assert.Equal("orders", routes.GetProperty("deliveries")[0].GetProperty("destination").GetString());
    }

    [Theory]
    [InlineData("""{"to":["nowhere"]}""")]
    [InlineData("""{"to":[]}""")]
    [InlineData("""{"to":[null]}""")]
    [InlineData("""{"to":"crm"}""")]
    [InlineData("""{"where":["crm"]}""")]
    [InlineData("""{"to":["crm"],"to":["crm"]}""")]
    [InlineData("""null""")]
    [InlineData("""{""")]
    public async Task A_replay_that_names_what_is_not_there_is_refused(string body)
    {
        await using var site = await Site.StartAsync();
        var id = await site.RecordAsync("""{"id":"1"}""");
        using var response = await site.CallAsync("POST", $"/v1/events/{id}/replay", body);
        await Site.ProblemAsync(response, 400, "invalid-request");
    }

    [Fact]
    public async Task What_strangers_wrote_leaves_as_data_and_never_as_markup()
    {
        await using var site = await Site.StartAsync();
        var id = await site.RecordAsync("""{"id":"1","type":"<img src=x onerror=alert(1)>"}""");
        using var response = await site.CallAsync("GET", $"/v1/events/{id}");
        var text = await response.Content.ReadAsStringAsync(Site.Cancellation);
        Assert.DoesNotContain("<img", text, StringComparison.Ordinal);
        Assert.Equal("<img src=x onerror=alert(1)>", JsonDocument.Parse(text).RootElement.GetProperty("type").GetString());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
