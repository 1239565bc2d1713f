using System.Text.Json;
using Breakwater.Running;
using Breakwater.Simulation.InMemory;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Breakwater.AspNetCore.Tests;

public sealed class EmbeddingTests
{
    [Fact]
    public async Task Door_and_API_stand_behind_any_prefix_in_an_application_with_its_own_JSON()
    {
        await using var app = Build();
        app.MapGroup("/hooks").MapBreakwaterIngress();
        app.MapGroup("/inside/breakwater").MapBreakwaterApi();
        app.MapGet("/own", () => "the application's own");
        await app.StartAsync(Site.Cancellation);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        using var taken = await client.PostAsync("/hooks/in/open", Site.Json("""{"id":"1"}"""), Site.Cancellation);
        Assert.Equal(202, (int)taken.StatusCode);
        using var refused = await client.PostAsync("/hooks/in/nobody", Site.Json("{}"), Site.Cancellation);
        await Site.ProblemAsync(refused, 404, "source-unknown");

        using var list = await client.GetAsync("/inside/breakwater/v1/events", Site.Cancellation);
        var evt = (await Site.JsonAsync(list)).GetProperty("items")[0];
        Assert.Equal("1", evt.GetProperty("idempotencyId").GetString());
        Assert.Equal("nosniff", list.Headers.GetValues("X-Content-Type-Options").Single());
        using var replay = await client.PostAsync("/inside/breakwater/v1/replays", Site.Json("""{"filter":{}}"""), Site.Cancellation);
        Assert.StartsWith("/inside/breakwater/v1/replays/rpl_", replay.Headers.Location?.ToString(), StringComparison.Ordinal);

        Assert.Equal("the application's own", await client.GetStringAsync("/own", Site.Cancellation));
        await app.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task The_API_of_an_application_without_tokens_answers_no_stranger_name()
    {
        await using var app = Build();
        app.MapBreakwaterApi();
        await app.StartAsync(Site.Cancellation);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/events");
        request.Headers.Host = "app.example.com";
        using var response = await client.SendAsync(request, Site.Cancellation);
        await Site.ProblemAsync(response, 403, "foreign-host");
        await app.StopAsync(CancellationToken.None);
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ApplyBreakwaterLimits()).UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseUpper);
        builder.Services.AddBreakwater(_ => new EngineParts
        {
            Settings = Arranged.Settings,
            Store = new InMemoryStore(),
            Transport = new FarEnd(),
            Clock = TimeProvider.System,
            Chance = Random.Shared,
            Logs = NullLoggerFactory.Instance,
            Node = "test",
        });
        return builder.Build();
    }
}
