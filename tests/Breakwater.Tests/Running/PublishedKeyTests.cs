using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Receiving;
using Xunit;

namespace Breakwater.Tests.Running;

/// <summary>Keys that a request names: fetched from the platform's own hosts, through the engine's transport, and from nowhere else.</summary>
public sealed class PublishedKeyTests : IDisposable
{
    private const string Topic = "arn:aws:sns:eu-central-1:123456789012:orders";
    private const string Certificate = "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-1.pem";

    private readonly RSA rsa = RSA.Create(2048);
    private readonly PretendNetwork network = new();

    public void Dispose() => rsa.Dispose();

    [Fact]
    public async Task The_certificate_of_a_message_is_fetched_once_and_then_known()
    {
        network.Answer = _ => Task.FromResult(Pem());
        await using var node = await StartAsync();
        Assert.IsType<Reception.Recorded>(await ReceiveAsync(node, Message("m1")));
        Assert.IsType<Reception.Recorded>(await ReceiveAsync(node, Message("m2")));
        Assert.Equal([Certificate], Asked());
        Assert.False(Assert.IsType<Reception.Recorded>(await ReceiveAsync(node, Message("m3"))).Receipt.Duplicate);
        Assert.True(Assert.IsType<Reception.Recorded>(await ReceiveAsync(node, Message("m3"))).Receipt.Duplicate);
    }

    [Theory]
    [InlineData("https://sns.eu-central-1.amazonaws.com.evil.example/x.pem")]
    [InlineData("https://evil.example/sns.eu-central-1.amazonaws.com/x.pem")]
    [InlineData("http://sns.eu-central-1.amazonaws.com/x.pem")]
    [InlineData("https://sns.eu-central-1.amazonaws.com@evil.example/x.pem")]
    [InlineData("https://user@sns.eu-central-1.amazonaws.com/x.pem")]
    [InlineData("https://sns.eu-central-1.amazonaws.com:8443/x.pem")]
    [InlineData("https://sns.eu-central-1.amazonaws.com/x.pem?then=elsewhere")]
    [InlineData("https://sns.eu-central-1.amazonaws.com/x")]
    [InlineData("https://s3.amazonaws.com/x.pem")]
    [InlineData("https://sns.eu-central-1.amazonaws.com\n.evil.example/x.pem")]
    [InlineData("file:///etc/passwd.pem")]
    public async Task An_address_that_is_not_the_platforms_is_never_asked(string address)
    {
        await using var node = await StartAsync();
        Assert.Equal(401, Assert.IsType<Reception.Refused>(await ReceiveAsync(node, Message("m1", certificate: address))).Status);
        Assert.Empty(Asked());
    }

    [Fact]
    public async Task A_message_of_another_topic_asks_for_nothing()
    {
        await using var node = await StartAsync();
        Assert.Equal("topic-unknown", Assert.IsType<Reception.Refused>(await ReceiveAsync(node, Message("m1", topic: Topic + "x"))).Code);
        Assert.Empty(Asked());
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_a_server_that_is_away_means_come_again()
    {
        network.Answer = _ => Task.FromResult(PretendNetwork.Status(302, new Header("Location", "https://evil.example/")));
        await using var node = await StartAsync();
        Assert.Contains("302", Assert.IsType<Reception.Unavailable>(await ReceiveAsync(node, Message("m1"))).Reason, StringComparison.Ordinal);
        await ReceiveAsync(node, Message("m1"));
        Assert.Single(Asked());

        network.Answer = _ => Task.FromResult(Pem());
        node.Clock.Advance(TimeSpan.FromSeconds(15));
        Assert.IsType<Reception.Recorded>(await ReceiveAsync(node, Message("m1")));
    }

    [Fact]
    public async Task What_is_no_certificate_or_the_wrong_one_is_refused()
    {
        network.Answer = _ => Task.FromResult(PretendNetwork.Status(200) with { Body = "<html>"u8.ToArray() });
        await using (var node = await StartAsync())
        {
            Assert.Equal("key-not-usable", Assert.IsType<Reception.Refused>(await ReceiveAsync(node, Message("m1"))).Code);
        }

        using var other = RSA.Create(2048);
        network.Answer = _ => Task.FromResult(Pem(other));
        await using var second = await StartAsync();
        Assert.Equal("signature-mismatch", Assert.IsType<Reception.Refused>(await ReceiveAsync(second, Message("m1"))).Code);
    }

    [Fact]
    public async Task A_subscription_is_confirmed_by_a_visit_and_answered_only_when_that_went_well()
    {
        const string visit = "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=t";
        network.Answer = request => Task.FromResult(request.Destination.Url.AbsoluteUri == Certificate ? Pem() : PretendNetwork.Status(500));
        await using var node = await StartAsync();
        Assert.IsType<Reception.Unavailable>(await ReceiveAsync(node, Confirmation(visit)));
        network.Answer = _ => Task.FromResult(PretendNetwork.Status(200));
        Assert.Equal(200, Assert.IsType<Reception.Handshake>(await ReceiveAsync(node, Confirmation(visit))).Status);
        Assert.Equal([Certificate, visit, visit], Asked());
    }

    [Theory]
    [InlineData("https://evil.example/?Action=ConfirmSubscription")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    public async Task A_subscription_is_never_confirmed_anywhere_else(string visit)
    {
        network.Answer = _ => Task.FromResult(Pem());
        await using var node = await StartAsync();
        Assert.Equal(400, Assert.IsType<Reception.Refused>(await ReceiveAsync(node, Confirmation(visit))).Status);
        Assert.Equal([Certificate], Asked());
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_not_paypals()
    {
        network.Answer = _ => Task.FromResult(Pem());
        await using var node = await StartAsync("paypal", "webhookId", "W1");
        Header[] headers =
        [
            new("PAYPAL-TRANSMISSION-ID", "t1"), new("PAYPAL-TRANSMISSION-TIME", "2026-03-01T12:00:00Z"), new("PAYPAL-AUTH-ALGO", "SHA256withRSA"),
            new("PAYPAL-TRANSMISSION-SIG", "AAAA"), new("PAYPAL-CERT-URL", "https://api.paypal.com/v1/notifications/certs/CERT-1"),
        ];
        var refused = Assert.IsType<Reception.Refused>(await node.Engine.ReceiveAsync(
            new Arrival { Source = "shop", Method = "POST", Url = "/in/shop", Headers = headers, Body = "{}"u8.ToArray() }, TestContext.Current.CancellationToken));
        Assert.Equal((401, "key-not-usable"), (refused.Status, refused.Code));
        Assert.Equal(["https://api.paypal.com/v1/notifications/certs/CERT-1"], Asked());
    }

    private async Task<Node> StartAsync(string provider = "aws-sns", string name = "topicArn", string value = Topic)
    {
        var source = ProviderSource.Of(provider, new Dictionary<string, IReadOnlyList<string>> { [name] = [value] });
        var settings = Node.To(Node.Destination()) with { Sources = FrozenDictionary.ToFrozenDictionary([KeyValuePair.Create("shop", source)]), Routes = [] };
        return await Node.StartAsync(settings, network);
    }

    private static async Task<Reception> ReceiveAsync(Node node, JsonObject message) => await node.Engine.ReceiveAsync(
        new Arrival { Source = "shop", Method = "POST", Url = "/in/shop", Headers = [new Header("Content-Type", "text/plain")], Body = Encoding.UTF8.GetBytes(message.ToJsonString()) },
        TestContext.Current.CancellationToken);

    private IEnumerable<string> Asked() => network.Requests.All.Select(request => request.Destination.Url.AbsoluteUri);

    private JsonObject Message(string id, string certificate = Certificate, string topic = Topic) => Signed(
        new JsonObject { ["Message"] = "hello", ["MessageId"] = id, ["Timestamp"] = "2026-03-01T12:00:00.000Z", ["TopicArn"] = topic, ["Type"] = "Notification" },
        certificate);

    private JsonObject Confirmation(string visit) => Signed(
        new JsonObject
        {
            ["Message"] = "confirm",
            ["MessageId"] = "c1",
            ["SubscribeURL"] = visit,
            ["Timestamp"] = "2026-03-01T12:00:00.000Z",
            ["Token"] = "t",
            ["TopicArn"] = Topic,
            ["Type"] = "SubscriptionConfirmation",
        },
        Certificate);

    private JsonObject Signed(JsonObject message, string certificate)
    {
        var text = string.Concat(message.Select(member => $"{member.Key}\n{member.Value!.GetValue<string>()}\n"));
        message["SignatureVersion"] = "2";
        message["Signature"] = Convert.ToBase64String(rsa.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        message["SigningCertURL"] = certificate;
        return message;
    }

    private TransportAnswer Pem() => Pem(rsa);

    private static TransportAnswer Pem(RSA key)
    {
        var request = new CertificateRequest("CN=messageverificationcerts.paypal.com", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return PretendNetwork.Status(200) with { Body = Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()) };
    }
}
