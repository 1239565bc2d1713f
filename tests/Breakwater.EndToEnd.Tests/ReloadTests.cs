using System.Net;
using System.Security.Cryptography;
using System.Text;
using Breakwater.EndToEnd.Tests.Harness;
using Xunit;

namespace Breakwater.EndToEnd.Tests;

/// <summary>Row 44, and the promise that a running server takes a changed file over, whole or not at all.</summary>
public sealed class ReloadTests
{
    private const string Body = """{"order":1}""";

    [Fact]
    public async Task Secrets_rotate_without_a_restart_and_without_a_lost_event()
    {
        await using var harbour = await Harbour.StartAsync(With("old-secret"));
        using var sender = new Sender(harbour);
        var process = harbour.Server.Id;
        var number = 0;
        Task<HttpStatusCode> SendAsync(string secret) => sender.StatusAsync("erp", $"e{number++}", Body, Signed(secret));

        Assert.Equal(HttpStatusCode.Accepted, await SendAsync("old-secret"));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync("new-secret"));

        harbour.Configure(With("new-secret", "old-secret"));
        await Until.TrueAsync(
            async () =>
            {
                Assert.Equal(HttpStatusCode.Accepted, await SendAsync("old-secret"));
                return await SendAsync("new-secret") == HttpStatusCode.Accepted;
            },
            "the new secret is accepted, and the old one all the while");

        harbour.Configure(With("new-secret"));
        await Until.TrueAsync(
            async () =>
            {
                Assert.Equal(HttpStatusCode.Accepted, await SendAsync("new-secret"));
                return await SendAsync("old-secret") == HttpStatusCode.Unauthorized;
            },
            "the old secret is refused, and the new one accepted all the while");

        Assert.Equal(process, harbour.Server.Id);
        Assert.False(harbour.Server.Ended);
        Assert.Equal(sender.Acknowledged.Count, (await harbour.ListAsync("/v1/events")).Count);
        Assert.DoesNotContain(harbour.Log, line => line.Contains("-secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_invalid_file_leaves_the_last_good_one_in_force_and_says_so()
    {
        await using var harbour = await Harbour.StartAsync(With("old-secret"));
        using var sender = new Sender(harbour);
        harbour.Configure("sources: { erp: { verify: nonsense } }");
        await Until.TrueAsync(async () => (await harbour.GetAsync("/readyz")).GetProperty("status").GetString() == "degraded", "readyz says degraded, with 200");
        Assert.Equal(HttpStatusCode.Accepted, await sender.StatusAsync("erp", "one", Body, Signed("old-secret")));

        harbour.Configure(With("old-secret", "new-secret"));
        await Until.TrueAsync(async () => (await harbour.GetAsync("/readyz")).GetProperty("status").GetString() != "degraded", "a valid file heals it");
        Assert.Equal(HttpStatusCode.Accepted, await sender.StatusAsync("erp", "two", Body, Signed("new-secret")));
    }

    private static string With(params string[] secrets) => $$"""
        sources:
          erp:
            verify: { scheme: hmac-sha256, header: X-Signature, encoding: hex, prefix: "sha256=", secret: [{{string.Join(", ", secrets)}}] }
            event: { id: "header:X-Event-Id" }
        """;

    private static KeyValuePair<string, string>[] Signed(string secret) =>
        [new("X-Signature", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(Body))))];
}
