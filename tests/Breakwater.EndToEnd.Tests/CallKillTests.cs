using Breakwater.EndToEnd.Tests.Harness;
using Xunit;

namespace Breakwater.EndToEnd.Tests;

/// <summary>A call that was acknowledged is made, though the server is killed before the platform has answered.</summary>
public sealed class CallKillTests
{
    [Fact]
    public async Task Killed_between_the_acknowledgement_and_the_answer_the_call_is_made_under_the_same_key()
    {
        var killed = false;
        await using var platform = await new Sink(async (seen, context) =>
        {
            if (!Volatile.Read(ref killed))
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            }

            context.Response.StatusCode = seen.Headers.ContainsKey("X-Told") ? 204 : 201;
        }).OpenAsync();
        await using var harbour = await Harbour.StartAsync($$"""
            sources:
              internal: { verify: none }
            destinations:
              platform: { url: "{{platform.Address}}", timeout: 30s, idempotencyHeader: X-Once, retry: { maxAttempts: 100, first: 50ms, max: 500ms } }
              told: { url: "{{platform.Address}}", headers: { X-Told: "1" }, retry: { maxAttempts: 100, first: 50ms, max: 500ms } }
            routes:
              - { from: internal, to: [told] }
            """);
        var id = (await harbour.PostAsync(
            "/v1/calls", """{"destination":"platform","method":"POST","path":"/v1/charges","body":{"amount":1},"reply":"told"}""")).GetProperty("id").GetString()!;
        await Until.TrueAsync(() => platform.Requests.Count > 0, "the platform got the call");
        await harbour.KillAsync();
        Volatile.Write(ref killed, true);
        await harbour.StartAsync();
        await harbour.SettledAsync();

        var call = await harbour.GetAsync($"/v1/calls/{id}");
        Assert.Equal("delivered", call.GetProperty("state").GetString());
        Assert.Equal(201, call.GetProperty("status").GetInt32());
        var made = platform.Requests.Where(seen => seen.Headers.ContainsKey("X-Once")).ToList();
        Assert.True(made.Count >= 2);
        Assert.Equal([id], made.Select(seen => seen.Headers["X-Once"]).Distinct());
        Assert.Equal([id], made.Select(seen => seen.Headers["breakwater-call"]).Distinct());
        Assert.Single(await harbour.ListAsync("/v1/events?source=calls&type=call.completed"));
    }
}
