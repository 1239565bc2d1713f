using System.Collections.Frozen;
using System.Text.Json;
using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Model;
using Xunit;

namespace Breakwater.AspNetCore.Tests.Api;

public sealed class RedactTests
{
    private const string Number = "4242424242424242";
    private const string Body = $$$"""{"id":"1","type":"paid","card":{"number":"{{{Number}}}"}}""";

    [Fact]
    public async Task What_people_see_is_blotted_out_and_what_is_delivered_is_whole()
    {
        await using var site = await Site.StartAsync(Settings, new BreakwaterWebOptions());
        site.FarEnd.Answer = (_, _) => Task.FromResult(Answered(422, $$$"""{"error":"the card {{{Number}}} is unknown","card":{"number":"other"}}"""));
        var id = await site.RecordAsync(Body);
        await site.UntilDeliveredToAsync("orders");
        Assert.Equal(Body, System.Text.Encoding.UTF8.GetString(site.FarEnd.Got.First().Body.Span));

        var evt = await AskAsync(site, Role.Admin, $"/v1/events/{id}");
        Assert.Equal(Body.Replace(Number, "***", StringComparison.Ordinal), evt.GetProperty("body").GetString());
        Assert.True(evt.GetProperty("redacted").GetBoolean());
        var dlv = evt.GetProperty("deliveries")[0].GetProperty("id").GetString();
        var delivery = await UntilTriedAsync(site, dlv!);
        Assert.True(delivery.GetProperty("redacted").GetBoolean());
        Assert.Equal("""{"error":"the card *** is unknown","card":{"number":"***"}}""", delivery.GetProperty("attemptLog")[0].GetProperty("responseBody").GetString());
        Assert.DoesNotContain(Number, delivery.ToString(), StringComparison.Ordinal);
        Assert.Equal("/card/number", (await AskAsync(site, Role.Read, "/v1/sources")).GetProperty("items").EnumerateArray()
            .Single(source => source.GetProperty("name").GetString() == "open").GetProperty("redact")[0].GetString());
    }

    [Fact]
    public async Task The_bytes_are_for_admins_who_are_noted_and_others_get_them_blotted_out()
    {
        await using var site = await Site.StartAsync(Settings, new BreakwaterWebOptions());
        var id = await site.RecordAsync(Body);
        using var whole = await site.CallAsync("GET", $"/v1/events/{id}/body", role: Role.Admin);
        Assert.Equal(Body, await whole.Content.ReadAsStringAsync(Site.Cancellation));
        Assert.False(whole.Headers.Contains("breakwater-redacted"));

        foreach (var role in new[] { Role.Read, Role.Operate })
        {
            using var blotted = await site.CallAsync("GET", $"/v1/events/{id}/body", role: role);
            Assert.Equal(Body.Replace(Number, "***", StringComparison.Ordinal), await blotted.Content.ReadAsStringAsync(Site.Cancellation));
            Assert.True(blotted.Headers.Contains("breakwater-redacted"));
        }

        var entries = (await AskAsync(site, Role.Admin, "/v1/audit?action=event.body")).GetProperty("items");
        Assert.Equal(("Admin", id), (entries[0].GetProperty("actor").GetString(), entries[0].GetProperty("target").GetString()));
        Assert.Equal(1, entries.GetArrayLength());
    }

    [Fact]
    public async Task A_body_that_is_not_JSON_is_shown_as_not_shown()
    {
        await using var site = await Site.StartAsync(Settings, new BreakwaterWebOptions());
        using var sent = await site.SendAsync("raw", $"card={Number}");
        var id = (await Site.JsonAsync(sent)).GetProperty("id").GetString();
        Assert.Equal(Redaction.NotShown, (await AskAsync(site, Role.Admin, $"/v1/events/{id}")).GetProperty("body").GetString());
        using var refused = await site.CallAsync("GET", $"/v1/events/{id}/body", role: Role.Operate);
        await Site.ProblemAsync(refused, 403, "body-not-shown");
        using var whole = await site.CallAsync("GET", $"/v1/events/{id}/body", role: Role.Admin);
        Assert.Equal($"card={Number}", await whole.Content.ReadAsStringAsync(Site.Cancellation));
    }

    private static Settings Settings
    {
        get
        {
            var settings = Arranged.WithTokens(Arranged.Settings);
            return settings with
            {
                Sources = settings.Sources.Values.Select(source => source with { Redact = new Redaction(["/card/number"]) }).ToFrozenDictionary(source => source.Name),
            };
        }
    }

    private static async Task<JsonElement> UntilTriedAsync(Site site, string delivery)
    {
        while (true)
        {
            var found = await AskAsync(site, Role.Read, $"/v1/deliveries/{delivery}");
            if (found.GetProperty("attemptLog").GetArrayLength() > 0)
            {
                return found;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Site.Cancellation);
        }
    }

    private static TransportAnswer Answered(int status, string body) => new()
    {
        Stage = TransportStage.Answered,
        Status = status,
        Headers = [new Header("Content-Type", "application/json")],
        Body = System.Text.Encoding.UTF8.GetBytes(body),
    };

    private static async Task<JsonElement> AskAsync(Site site, Role role, string path)
    {
        using var response = await site.CallAsync("GET", path, role: role);
        Assert.Equal(200, (int)response.StatusCode);
        return await Site.JsonAsync(response);
    }
}
