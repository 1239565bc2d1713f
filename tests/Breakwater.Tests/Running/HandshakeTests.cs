using System.Text;
using System.Text.Json;
using Breakwater.Model;
using Breakwater.Receiving;
using Breakwater.Tests.Verification;
using Breakwater.Verification.Providers;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Breakwater.Tests.Running;

/// <summary>The handshakes beside the checkout, through the whole engine.</summary>
public class HandshakeTests
{
    [Fact]
    public async Task Every_handshake_is_answered_as_the_provider_asks_and_none_is_an_event()
    {
        if (SharedData.Find("signatures/handshakes.json") is not { } path)
        {
            return;
        }

        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        var count = 0;
        foreach (var handshake in document.RootElement.GetProperty("handshakes").EnumerateArray())
        {
            await JudgeAsync(handshake);
            count++;
        }

        Assert.True(count >= 14, $"{count} handshakes");
    }

    [Fact]
    public async Task A_challenge_is_echoed_as_plain_text_bounded_and_only_for_its_own_provider()
    {
        const string script = "%3Cscript%3Ealert(1)%3C%2Fscript%3E";
        var arrival = Arrival("GET", $"/in/shop?challenge={script}", [], "");
        Assert.Equal((200, "text/plain", "<script>alert(1)</script>"), Parts(await ReceiveAsync("dropbox", "secret", arrival)));
        Assert.Equal(400, Parts(await ReceiveAsync("dropbox", "secret", arrival with { Url = "/in/shop?challenge=" + new string('a', 1_025) })).Status);
        foreach (var name in ProviderCatalog.All.Select(provider => provider.Name).Where(name => name != "dropbox"))
        {
            Assert.NotEqual(200, Parts(await ReceiveAsync(name, Configured(name), arrival)).Status);
        }
    }

    private static IReadOnlyDictionary<string, IReadOnlyList<string>> Configured(string provider) => Verification.Providers.ProviderConfigs.Of(provider).Values;

    private static Task<Reception> ReceiveAsync(string provider, string name, Arrival arrival) =>
        ReceiveAsync(provider, new Dictionary<string, IReadOnlyList<string>> { [name] = ["s"] }, arrival);

    private static async Task<Reception> ReceiveAsync(string provider, IReadOnlyDictionary<string, IReadOnlyList<string>> values, Arrival arrival, long now = 1_767_225_600)
    {
        var settings = Node.To(Node.Destination()) with { Sources = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary([KeyValuePair.Create("shop", ProviderSource.Of(provider, values))]) };
        await using var node = await Node.StartAsync(settings, clock: new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(now)));
        return await node.Engine.ReceiveAsync(arrival, TestContext.Current.CancellationToken);
    }

    private static async Task JudgeAsync(JsonElement handshake)
    {
        var name = $"{handshake.GetProperty("provider")} {handshake.GetProperty("name")}";
        var request = handshake.GetProperty("request");
        var values = handshake.GetProperty("config").EnumerateObject()
            .ToDictionary(member => member.Name, member => (IReadOnlyList<string>)[member.Value.GetString()!]);
        var headers = request.GetProperty("headers").EnumerateArray().Select(pair => new Header(pair[0].GetString()!, pair[1].GetString()!)).ToArray();
        var arrival = Arrival(
            request.GetProperty("method").GetString()!,
            request.GetProperty("path").GetString()!.Replace("{source}", "shop", StringComparison.Ordinal),
            headers,
            request.TryGetProperty("body", out var body) ? body.GetString()! : "");

        var reception = await ReceiveAsync(handshake.GetProperty("provider").GetString()!, values, arrival, handshake.GetProperty("now").GetInt64());
        Assert.IsNotType<Reception.Recorded>(reception);
        var (status, type, text) = Parts(reception);
        var expected = handshake.GetProperty("response");
        if (expected.TryGetProperty("status", out var wanted))
        {
            Assert.Equal($"{name} {wanted}", $"{name} {status}");
        }

        if (expected.TryGetProperty("contentType", out var wantedType))
        {
            Assert.Equal($"{name} {wantedType}", $"{name} {type}");
        }

        if (expected.TryGetProperty("bodyContains", out var part))
        {
            Assert.Contains(part.GetString()!, text, StringComparison.Ordinal);
        }

        if (expected.TryGetProperty("bodyNotContains", out var never))
        {
            Assert.DoesNotContain(never.GetString()!, text, StringComparison.Ordinal);
        }

        if (expected.TryGetProperty("json", out var json))
        {
            Assert.True(JsonElement.DeepEquals(json, JsonDocument.Parse(text).RootElement), $"{name}: {text}");
        }

        if (expected.TryGetProperty("body", out var whole) && status < 300)
        {
            Assert.Equal($"{name} {whole}", $"{name} {text}");
        }

        JudgeHeaders(expected, reception);
    }

    private static void JudgeHeaders(JsonElement expected, Reception reception)
    {
        if (!expected.TryGetProperty("headers", out var headers) || reception is not Reception.Handshake handshake)
        {
            return;
        }

        // nosniff is the listener's, on every handshake.
        foreach (var header in headers.EnumerateObject().Where(header => header.Name != "X-Content-Type-Options"))
        {
            Assert.Contains(handshake.Headers, found => found.Name == header.Name && found.Value.Length > 0);
        }
    }

    private static (int Status, string? Type, string Text) Parts(Reception reception) => reception switch
    {
        Reception.Handshake handshake => (handshake.Status, handshake.ContentType, Encoding.UTF8.GetString(handshake.Body.Span)),
        Reception.Refused refused => (refused.Status, null, refused.Reason),
        Reception.Unavailable unavailable => (503, null, unavailable.Reason),
        _ => (0, null, ""),
    };

    private static Arrival Arrival(string method, string url, IReadOnlyList<Header> headers, string body) =>
        new() { Source = "shop", Method = method, Url = url, Headers = headers, Body = Encoding.UTF8.GetBytes(body) };
}
