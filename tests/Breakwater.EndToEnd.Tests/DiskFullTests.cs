using System.Net;
using Breakwater.EndToEnd.Tests.Harness;
using Xunit;

namespace Breakwater.EndToEnd.Tests;

/// <summary>Rows 16 and 18: when the store cannot commit, the door says so, and it goes on by itself when there is room.</summary>
public sealed class DiskFullTests
{
    private const ulong Little = 1024 * 1024;

    [Fact]
    public async Task When_files_cannot_grow_it_answers_503_with_retry_after_and_goes_on_when_they_can()
    {
        if (!OperatingSystem.IsLinux())
        {
            Rehearsal.Say("NOT TRIED: only Linux can take the disk away from one process");
            return;
        }

        await using var sink = await Sink.Good().OpenAsync();
        await using var harbour = new Harbour($$"""
            sources:
              shop: { verify: none, event: { id: "header:X-Event-Id" } }
            destinations:
              sink: { url: "{{sink.Address}}", retry: { first: 50ms, max: 500ms, maxAttempts: 1000 } }
            routes:
              - { from: shop, to: [sink] }
            """);
        // A write beyond the limit shall fail, as on a full disk, and not end the process.
        await harbour.StartThroughShellAsync("trap '' XFSZ");
        using var sender = new Sender(harbour);
        await sender.SendAsync("shop", "before");

        Signals.LimitFileSize(harbour.Server.Id, Little);
        var body = $$"""{"padding":"{{new string('x', 64 * 1024)}}"}""";
        var number = 0;
        await Until.TrueAsync(
            async () => await sender.StatusAsync("shop", $"full-{number++}", body) == HttpStatusCode.ServiceUnavailable,
            "the door answers 503");
        Assert.True(await RetryAfterAsync(harbour, body), "a 503 says when to come again");
        var acknowledged = sender.Acknowledged.Count;

        Signals.LimitFileSize(harbour.Server.Id, ulong.MaxValue);
        await sender.SendAsync("shop", "after", body);
        await harbour.SettledAsync();
        var recorded = await harbour.ListAsync("/v1/events");
        Rehearsal.Say($"{acknowledged} acknowledged before the disk was full, {recorded.Count} recorded in the end");
        Assert.Equal(
            sender.Acknowledged.Values.Order(StringComparer.Ordinal),
            recorded.Select(evt => evt.GetProperty("id").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(sender.Acknowledged.Values.Order(StringComparer.Ordinal), sink.Ids.Keys.Order(StringComparer.Ordinal));
    }

    private static async Task<bool> RetryAfterAsync(Harbour harbour, string body)
    {
        using var http = new HttpClient();
        using var content = new StringContent(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(harbour.Server.Ingress, "/in/shop")) { Content = content };
        request.Headers.Add("X-Event-Id", "retry-after");
        using var response = await http.SendAsync(request);
        return response.StatusCode == HttpStatusCode.ServiceUnavailable && response.Headers.RetryAfter is not null;
    }
}
