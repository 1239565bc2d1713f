using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Verification;
using Breakwater.Verification.Providers;

namespace Breakwater.AotSmoke;

/// <summary>One source that verifies as Standard Webhooks say, one destination that is signed with Ed25519, one route.</summary>
internal static class Arranged
{
    private const string Key = "c2lnbmluZy1zZWNyZXQtc2lnbmluZy1zZWNyZXQ=";

    public static Settings Settings(int port) => new()
    {
        Listen = new ListenSettings { Ingress = new Uri("http://127.0.0.1:0"), Admin = new Uri("http://127.0.0.1:0") },
        Network = new NetworkSettings { Allow = [IPNetwork.Parse("127.0.0.0/8")] },
        Sources = new[] { Shop() }.ToFrozenDictionary(source => source.Name),
        Destinations = new[]
        {
            new DestinationSettings
            {
                Name = "sink",
                Url = new Uri($"http://127.0.0.1:{port}/hook"),
                SignSecrets = [new Secret("whsk_" + Convert.ToBase64String(new byte[32]))],
            },
        }.ToFrozenDictionary(destination => destination.Name),
        Routes = [new RouteSettings { From = ["shop"], To = ["sink"] }],
    };

    /// <summary>A webhook as a platform sends it.</summary>
    public static HttpRequestMessage Signed(Uri address, string body, DateTimeOffset now)
    {
        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var mac = HMACSHA256.HashData(Convert.FromBase64String(Key), Encoding.UTF8.GetBytes($"msg-1.{time}.{body}"));
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("webhook-id", "msg-1");
        request.Headers.Add("webhook-timestamp", time);
        request.Headers.Add("webhook-signature", "v1," + Convert.ToBase64String(mac));
        return request;
    }

    private static SourceSettings Shop()
    {
        var provider = ProviderCatalog.Find("standard-webhooks")!;
        return new SourceSettings
        {
            Name = "shop",
            Provider = provider.Name,
            Scheme = provider.Scheme(new ProviderConfig(new Dictionary<string, IReadOnlyList<string>> { ["secret"] = ["whsec_" + Key] })),
            SchemeName = provider.Name,
            Identity = provider.Identity,
        };
    }
}
