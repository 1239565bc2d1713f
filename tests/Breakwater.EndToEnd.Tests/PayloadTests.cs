using System.Text.Json;
using System.Text;
using Breakwater.EndToEnd.Tests.Harness;
using Breakwater.Verification.Providers;
using Breakwater.Verification;
using Breakwater.Verification.Schemes;
using Xunit;

namespace Breakwater.EndToEnd.Tests;

/// <summary>Real bodies of real providers, signed as these do: received, identified and delivered byte for byte.</summary>
public sealed class PayloadTests
{
    // Standard Webhooks secrets are base64; the same text is a secret for everybody.
    private const string Secret = "whsec_ZW5kLXRvLWVuZCB0ZXN0cyBvZiBicmVha3dhdGVy";

    private const string PublicUrl = "https://hooks.example.com/in/hubspot";

    /// <summary>What is ours on the way out, or was signed anew.</summary>
    private static readonly string[] Own = ["user-agent", "x-hubspot-request-timestamp"];

    /// <summary>
    /// How each platform's bodies come in: a preset where requests can be signed as the platform does it, else its own scheme by hand, and
    /// <c>verify: none</c> where only the platform has the key. Where an id and a key stand is said for those without a preset.
    /// </summary>
    private static readonly Dictionary<string, (int Bodies, string Source)> Platforms = new()
    {
        ["adyen"] = (6, "verify: none"),
        ["aws-sns"] = (2, "verify: none, event: { id: /MessageId, type: /Type, key: /TopicArn }"),
        ["azure"] = (2, "verify: none, event: { id: [/id, body-hash], type: /eventType }"),
        ["azuredevops"] = (2, "verify: none, event: { id: /id, type: /eventType }"),
        ["bigcommerce"] = (6, "verify: none, event: { id: /hash, type: /scope }"),
        ["bitbucket"] = (12, $"provider: bitbucket, secret: {Secret}"),
        ["bitbucket-server"] = (5, $"verify: {{ scheme: hmac-sha256, header: X-Hub-Signature, prefix: \"sha256=\", secret: {Secret} }}, event: {{ type: /eventKey }}"),
        ["checkout"] = (2, $"verify: {{ scheme: hmac-sha256, header: Cko-Signature, secret: {Secret} }}, event: {{ id: /id, type: /type }}"),
        ["commercelayer"] = (3, $"verify: {{ scheme: hmac-sha256, header: X-CommerceLayer-Signature, encoding: base64, secret: {Secret} }}, event: {{ type: \"header:x-commercelayer-topic\", key: /data/id }}"),
        ["gitea"] = (4, $"verify: {{ scheme: hmac-sha256, header: X-Gitea-Signature, secret: {Secret} }}"),
        ["github"] = (87, $"provider: github, secret: {Secret}"),
        ["gitlab"] = (18, $"provider: gitlab, token: {Secret}"),
        ["gogs"] = (2, $"verify: {{ scheme: hmac-sha256, header: X-Gogs-Signature, secret: {Secret} }}"),
        ["hubspot"] = (1, $"provider: hubspot, secret: {Secret}, publicUrl: \"{PublicUrl}\""),
        ["mollie"] = (1, $"provider: mollie, secret: {Secret}"),
        ["monday"] = (2, "verify: none, event: { type: /event/type }"),
        ["paddle"] = (8, $"provider: paddle, secret: {Secret}, tolerance: 5m"),
        ["paypal"] = (14, "verify: none, event: { id: /id, type: /event_type, key: /resource/id }"),
        ["pipedrive"] = (5, "verify: none, event: { id: /meta/id, type: /event }"),
        ["shopify"] = (32, $"provider: shopify, secret: {Secret}"),
        ["slack"] = (6, $"provider: slack, secret: {Secret}"),
        ["stripe"] = (38, $"provider: stripe, secret: {Secret}"),
        ["woocommerce"] = (2, $"verify: {{ scheme: hmac-sha256, header: X-WC-Webhook-Signature, encoding: base64, secret: {Secret} }}, event: {{ type: \"header:x-wc-webhook-topic\", key: /id }}"),
    };

    /// <summary>Their lines name the type as the preset reads it; the others name the file that a body came from.</summary>
    private static readonly string[] TypesAsRead = ["aws-sns", "github", "paddle", "paypal", "shopify", "slack", "stripe"];

    public static TheoryData<string> Files => [.. Platforms.Keys];

    [Fact]
    public void No_file_of_bodies_is_skipped_silently()
    {
        if (Repository.Shared("payloads/stripe.jsonl") is { } one)
        {
            var there = Directory.GetFiles(Path.GetDirectoryName(one)!, "*.jsonl").Select(path => Path.GetFileNameWithoutExtension(path)!).Order();
            Assert.Equal(Platforms.Keys.Order(), there);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_body_is_received_identified_and_delivered_byte_for_byte(string provider)
    {
        var (atLeast, source) = Platforms[provider];
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
            {{string.Join('\n', names.Select(name => $"  {name}: {{ {source} }}"))}}
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
            await JudgeAsync(harbour, sink, provider, ids[line.GetProperty("n").GetString()!], line);
        }
    }

    private static ISignatureScheme Scheme(string provider)
    {
        var source = Platforms[provider].Source;
        if (source.StartsWith("provider", StringComparison.Ordinal))
        {
            return ProviderCatalog.Find(provider)!.Scheme(new ProviderConfig(new Dictionary<string, IReadOnlyList<string>>
            {
                [source.Contains(" token:", StringComparison.Ordinal) ? "token" : "secret"] = [Secret],
                ["publicUrl"] = [PublicUrl],
            }));
        }

        var header = source.Contains("header: ", StringComparison.Ordinal) ? source.Split("header: ")[1].Split(',')[0] : null;
        return header is null ? GenericScheme.Create("none", new ProviderConfig(new Dictionary<string, IReadOnlyList<string>>()))
            : GenericScheme.Create("hmac-sha256", new ProviderConfig(new Dictionary<string, IReadOnlyList<string>>
            {
                ["header"] = [header],
                ["secret"] = [Secret],
                ["encoding"] = [source.Contains("base64", StringComparison.Ordinal) ? "base64" : "hex"],
                ["prefix"] = [source.Contains("prefix", StringComparison.Ordinal) ? "sha256=" : ""],
            }));
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
        var signature = Scheme(provider).Sign(unsigned, TimeProvider.System.GetUtcNow())!;
        using var request = new HttpRequestMessage(HttpMethod.Post, unsigned.Url) { Content = new ReadOnlyMemoryContent(unsigned.Body) };
        foreach (var (header, value) in unsigned.Headers.Where(own => !signature.Any(added => Same(added.Key, own.Key))).Concat(signature))
        {
            if (!request.Headers.TryAddWithoutValidation(header, value))
            {
                request.Content.Headers.TryAddWithoutValidation(header, value);
            }
        }

        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{name}: {(int)response.StatusCode} {text}");
        return response.Headers.GetValues("breakwater-event").Single();
    }

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static async Task JudgeAsync(Harbour harbour, Sink sink, string provider, string id, JsonElement line)
    {
        var name = line.GetProperty("n").GetString()!;
        var evt = await harbour.GetAsync($"/v1/events/{id}");
        if (line.TryGetProperty("id", out var expected))
        {
            Assert.Equal($"{name} {expected}", $"{name} {evt.GetProperty("idempotencyId")}");
            if (TypesAsRead.Contains(provider))
            {
                // A line of GitHub's names the event with or without its action.
                Assert.StartsWith($"{name} {line.GetProperty("event")}", $"{name} {evt.GetProperty("type")}", StringComparison.Ordinal);
            }
        }

        if (line.TryGetProperty("key", out var key))
        {
            Assert.Equal($"{name} {key}", $"{name} {evt.GetProperty("key")}");
        }

        Assert.Equal("delivered", Assert.Single(evt.GetProperty("deliveries").EnumerateArray()).GetProperty("state").GetString());
        var seen = Assert.Single(sink.Requests, request => request.WebhookId == id);
        Assert.Equal(Encoding.UTF8.GetBytes(line.GetProperty("body").GetString()!), seen.Body);
        foreach (var (header, value) in Headers(line).Where(header => !Own.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            Assert.Equal(value, seen.Headers.GetValueOrDefault(header));
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Headers(JsonElement line) => line.TryGetProperty("headers", out var headers)
        ? headers.EnumerateObject().Select(header => KeyValuePair.Create(header.Name, header.Value.GetString()!))
        : [new("Content-Type", "application/json")];
}
