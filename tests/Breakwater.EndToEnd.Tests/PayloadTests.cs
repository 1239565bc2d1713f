using System.Text.Json;
using System.Text;
using Breakwater.EndToEnd.Tests.Harness;
using Breakwater.Verification.Providers;
using Breakwater.Verification;
using Xunit;

namespace Breakwater.EndToEnd.Tests;

/// <summary>Real bodies of real providers, signed as these do: received, identified and delivered byte for byte.</summary>
public sealed class PayloadTests
{
    // Standard Webhooks secrets are base64; the same text is a secret for everybody.
    private const string Secret = "whsec_ZW5kLXRvLWVuZCB0ZXN0cyBvZiBicmVha3dhdGVy";

    [Theory]
    [InlineData("stripe", 38)]
    [InlineData("github", 87)]
    [InlineData("shopify", 32)]
    [InlineData("slack", 6)]
    public async Task Every_body_is_received_identified_and_delivered_byte_for_byte(string provider, int atLeast)
    {
        var lines = Repository.SharedLines($"payloads/{provider}.jsonl");
        if (lines.Count == 0)
        {
            return;
        }

        Assert.True(lines.Count >= atLeast, $"{lines.Count} bodies");
        await using var sink = await Sink.Good().OpenAsync();
        // A source for each body: some of them share an id, and would be one event to one source.
        var names = lines.Select(line => line.GetProperty("n").GetString()!).ToList();
        await using var harbour = await Harbour.StartAsync($$"""
            sources:
            {{string.Join('\n', names.Select(name => $"  {name}: {{ provider: {provider}, secret: {Secret} }}"))}}
            destinations:
              sink: { url: "{{sink.Address}}", retry: { first: 50ms, max: 500ms } }
            routes:
              - { from: [{{string.Join(", ", names)}}], to: [sink] }
            """);
        using var http = new HttpClient();
        var ids = new Dictionary<string, string>();
        foreach (var line in lines)
        {
            ids[line.GetProperty("n").GetString()!] = await SendAsync(http, harbour, provider, line);
        }

        await harbour.SettledAsync();
        foreach (var line in lines)
        {
            await JudgeAsync(harbour, sink, ids[line.GetProperty("n").GetString()!], line);
        }
    }

    private static async Task<string> SendAsync(HttpClient http, Harbour harbour, string provider, JsonElement line)
    {
        var name = line.GetProperty("n").GetString()!;
        var unsigned = new SignedRequest
        {
            Method = "POST",
            Url = new Uri(harbour.Server.Ingress, $"/in/{name}").AbsoluteUri,
            Headers = [.. Headers(line)],
            Body = Encoding.UTF8.GetBytes(line.GetProperty("body").GetString()!),
        };
        var scheme = ProviderCatalog.Find(provider)!.Scheme(new ProviderConfig(new Dictionary<string, IReadOnlyList<string>> { ["secret"] = [Secret] }));
        using var request = new HttpRequestMessage(HttpMethod.Post, unsigned.Url) { Content = new ReadOnlyMemoryContent(unsigned.Body) };
        foreach (var (header, value) in unsigned.Headers.Concat(scheme.Sign(unsigned, TimeProvider.System.GetUtcNow())!))
        {
            if (!request.Headers.TryAddWithoutValidation(header, value))
            {
                request.Content.Headers.TryAddWithoutValidation(header, value);
            }
        }

        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{name}: {(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement.GetProperty("id").GetString()!;
    }

    private static async Task JudgeAsync(Harbour harbour, Sink sink, string id, JsonElement line)
    {
        var name = line.GetProperty("n").GetString()!;
        var evt = await harbour.GetAsync($"/v1/events/{id}");
        if (line.TryGetProperty("id", out var expected))
        {
            Assert.Equal($"{name} {expected}", $"{name} {evt.GetProperty("idempotencyId")}");
            // A line of GitHub's names the event with or without its action.
            Assert.StartsWith($"{name} {line.GetProperty("event")}", $"{name} {evt.GetProperty("type")}", StringComparison.Ordinal);
        }

        if (line.TryGetProperty("key", out var key))
        {
            Assert.Equal($"{name} {key}", $"{name} {evt.GetProperty("key")}");
        }

        Assert.Equal("delivered", Assert.Single(evt.GetProperty("deliveries").EnumerateArray()).GetProperty("state").GetString());
        var seen = Assert.Single(sink.Requests, request => request.WebhookId == id);
        Assert.Equal(Encoding.UTF8.GetBytes(line.GetProperty("body").GetString()!), seen.Body);
        foreach (var (header, value) in Headers(line).Where(header => !header.Key.Equals("user-agent", StringComparison.OrdinalIgnoreCase)))
        {
            Assert.Equal(value, seen.Headers.GetValueOrDefault(header));
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Headers(JsonElement line) => line.TryGetProperty("headers", out var headers)
        ? headers.EnumerateObject().Select(header => KeyValuePair.Create(header.Name, header.Value.GetString()!))
        : [new("Content-Type", "application/json")];
}
