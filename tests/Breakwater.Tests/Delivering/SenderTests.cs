using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Storage;
using Breakwater.Tests.Running;
using Breakwater.Tests.Verification;
using Breakwater.Verification.Providers;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Breakwater.Tests.Delivering;

/// <summary>What a destination receives.</summary>
public sealed class SenderTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_767_225_600);

    [Fact]
    public async Task Providers_headers_go_as_they_came_and_ours_are_added()
    {
        var request = await SendAsync(new DestinationSettings { Name = "d", Url = new Uri("https://d.example.com/") }, headers:
        [
            new("Content-Type", "application/json; charset=utf-8"), new("X-GitHub-Event", "push"), new("x-twice", "1"), new("x-twice", "2"),
        ]);

        Assert.Equal(
            [
                "Content-Type: application/json; charset=utf-8", "X-GitHub-Event: push", "x-twice: 1", "x-twice: 2",
                $"webhook-id: {Due().Event.Id}", "webhook-timestamp: 1767225600", "breakwater-source: shop", "breakwater-event-type: order.paid",
                "breakwater-key: 42", "breakwater-version: 7", $"breakwater-delivery: {Due().Delivery.Id}", "breakwater-attempt: 3",
            ],
            request.Headers.SelectMany(group => group.Select(value => $"{group.Key}: {value}")).SkipLast(1));
        Assert.Matches("^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$", request.Headers["traceparent"].Single());
        Assert.DoesNotContain("b7ad6b7169203331", request.Headers["traceparent"].Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_hop_by_hop_private_or_ours_to_say_is_not_forwarded()
    {
        string[] names =
        [
            "Connection", "keep-alive", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Proxy-Authorization", "HOST", "cookie", "Authorization",
            "Content-Length", "Expect", "webhook-id", "Webhook-Signature", "breakwater-attempt", "Breakwater-Anything", "traceparent", "tracestate",
        ];
        var request = await SendAsync(new DestinationSettings { Name = "d", Url = new Uri("https://d.example.com/") }, headers: [.. names.Select(name => new Header(name, "forged"))]);

        Assert.DoesNotContain(request.Headers, group => group.Contains("forged"));
    }

    [Fact]
    public async Task The_destinations_headers_win_and_are_shown_as_stars()
    {
        var destination = new DestinationSettings
        {
            Name = "d",
            Url = new Uri("https://d.example.com/"),
            Headers = [KeyValuePair.Create("Authorization", new Secret("Bearer canary")), KeyValuePair.Create("X-Shop", new Secret("ours"))],
        };
        var network = new PretendNetwork();
        var sent = await new Sender(destination, network, new FakeTimeProvider(Now))
            .SendAsync(Due([new Header("x-shop", "theirs")]), 1, null, null, TestContext.Current.CancellationToken);

        var request = Assert.Single(network.Requests.All);
        Assert.Equal("Bearer canary", request.Headers["Authorization"].Single());
        Assert.Equal(["ours"], request.Headers["X-Shop"]);
        Assert.Empty(request.Headers["x-shop"]);
        Assert.Equal("***", sent.Headers.Single(h => h.Name == "Authorization").Value);
        Assert.DoesNotContain(sent.Headers, h => h.Value.Contains("canary", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Secret)]
    [InlineData(Secret, "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD")]
    public async Task The_signature_verifies_with_each_secret_of_a_rotation(params string[] secrets)
    {
        var destination = new DestinationSettings { Name = "d", Url = new Uri("https://d.example.com/"), SignSecrets = [.. secrets.Select(s => new Secret(s))] };
        var request = await SendAsync(destination, body: [0, 1, 254, 255]);

        var received = Requests.Of([0, 1, 254, 255], [.. request.Headers.SelectMany(group => group.Select(value => (group.Key, value)))]);
        Assert.All(secrets, secret => Assert.True(Requests.Scheme("standard-webhooks", secret).Verify(received, Now, TimeSpan.FromMinutes(5)).Valid));
    }

    [Theory]
    [InlineData(SigningKeys.Seed, SigningKeys.Public)]
    [InlineData(SigningKeys.Pair, SigningKeys.Public)]
    public async Task A_key_of_Ed25519_signs_beside_secrets_and_each_receiver_verifies_with_its_own(string secret, string publicKey)
    {
        var destination = new DestinationSettings { Name = "d", Url = new Uri("https://d.example.com/"), SignSecrets = [new Secret(Secret), new Secret(secret)] };
        var request = await SendAsync(destination, body: [0, 1, 254, 255]);

        Assert.Matches("^v1,[^ ]{44} v1a,[^ ]{88}$", request.Headers["webhook-signature"].Single());
        var received = Requests.Of([0, 1, 254, 255], [.. request.Headers.SelectMany(group => group.Select(value => (group.Key, value)))]);
        Assert.True(Requests.Scheme("standard-webhooks", Secret).Verify(received, Now, TimeSpan.FromMinutes(5)).Valid);
        var asymmetric = ProviderCatalog.Find("standard-webhooks")!.Scheme(Requests.Config("publicKey", publicKey));
        Assert.True(asymmetric.Verify(received, Now, TimeSpan.FromMinutes(5)).Valid);
        Assert.False(asymmetric.Verify(received with { Body = new byte[] { 0 } }, Now, TimeSpan.FromMinutes(5)).Valid);
    }

    [Fact]
    public void The_signature_of_Ed25519_is_that_of_another_library() => Assert.Equal(
        SigningKeys.Signature,
        new WebhookSigner([new Secret(SigningKeys.Seed)]).SignatureOf("evt_1", "1767225600", """{"a":1}"""u8));

    [Fact]
    public async Task An_attempt_ends_with_the_destinations_timeout()
    {
        var clock = new FakeTimeProvider(Now);
        var network = new PretendNetwork { Answer = PretendNetwork.HangAsync };
        var sending = new Sender(new DestinationSettings { Name = "d", Url = new Uri("https://d.example.com/"), Timeout = TimeSpan.FromSeconds(10) }, network, clock)
            .SendAsync(Due(), 1, null, null, TestContext.Current.CancellationToken);
        await network.Requests.UntilAsync(_ => true);
        clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(sending.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((TransportStage.Sent, TimeSpan.FromSeconds(10)), ((await sending).Answer.Stage, (await sending).Duration));
    }

    [Theory]
    [InlineData("order.paid", "order.paid")]
    [InlineData("50%", "50%25")]
    [InlineData("a b", "a%20b")]
    [InlineData("a\r\nX-Evil: 1", "a%0D%0AX-Evil:%201")]
    [InlineData("Käse", "K%C3%A4se")]
    [InlineData("\ud83d\ude00", "%F0%9F%98%80")]
    public void Text_of_ours_is_carried_as_percents_where_HTTP_needs_it(string text, string value) => Assert.Equal(value, HeaderText.Encode(text));

    [Fact]
    public void Whatever_the_text_is_its_header_is_carriable_and_gives_it_back() => Gen.String.Sample(text =>
    {
        var value = HeaderText.Encode(text);
        var whole = string.Concat(text.EnumerateRunes()); // a lone surrogate is no text: it comes back as U+FFFD
        return HeaderText.IsCarriable(value) && Uri.UnescapeDataString(value) == whole;
    });

    private static async Task<PretendNetwork.Request> SendAsync(DestinationSettings destination, IReadOnlyList<Header>? headers = null, byte[]? body = null)
    {
        var network = new PretendNetwork();
        await new Sender(destination, network, new FakeTimeProvider(Now)).SendAsync(Due(headers, body), 3, null, null, TestContext.Current.CancellationToken);
        return Assert.Single(network.Requests.All);
    }

    private static DueDelivery Due(IReadOnlyList<Header>? headers = null, byte[]? body = null) => new(
        new Delivery { Id = new DeliveryId(new SortableId(2, 2)), EventId = new EventId(new SortableId(1, 1)), Destination = "d", Since = Now },
        new Event
        {
            Id = new EventId(new SortableId(1, 1)),
            Source = "shop",
            IdempotencyId = "1",
            Type = "order.paid",
            Key = "42",
            Version = "7",
            ReceivedAt = Now,
            Headers = headers ?? [],
            Body = body ?? [],
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        });
}
