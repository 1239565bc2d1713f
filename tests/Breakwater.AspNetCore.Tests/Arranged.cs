using System.Collections.Frozen;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Verification;
using Breakwater.Verification.Schemes;

namespace Breakwater.AspNetCore.Tests;

/// <summary>A small configuration: sources that verify nothing or a token, two destinations, one route.</summary>
internal static class Arranged
{
    public const string SourceToken = "source-token-source-token";
    public const int MaxBody = 1_000;

    public static Settings Settings { get; } = new()
    {
        Listen = new ListenSettings { Ingress = new Uri("http://127.0.0.1:0"), Admin = new Uri("http://127.0.0.1:0") },
        Sources = new[]
        {
            Source("open"),
            Source("raw") with { Identity = new EventIdentity() },
            Source("large") with { MaxBody = 4 * 1024 * 1024, Identity = new EventIdentity() },
            Source("silent") with { AnswerStatus = 204 },
            Source("checked", "token"),
            Source("greeting") with { Handshake = new Echo() },
        }.ToFrozenDictionary(source => source.Name),
        Destinations = new[]
        {
            new DestinationSettings
            {
                Name = "orders",
                Url = new Uri("https://user:url-password@orders.example.com/hooks?token=url-token"),
                Headers = [new("Authorization", new Secret("Bearer header-secret"))],
                SignSecrets = [new Secret("whsec_c2lnbmluZy1zZWNyZXQtc2lnbmluZy1zZWNyZXQ=")],
            },
            new DestinationSettings { Name = "crm", Url = new Uri("https://crm.example.com/in") },
        }.ToFrozenDictionary(destination => destination.Name),
        Routes = [new RouteSettings { From = ["open"], To = ["orders"] }],
    };

    /// <summary>With one token for each role, named like it.</summary>
    public static Settings WithTokens(Settings settings) => settings with
    {
        Admin = new AdminSettings { Tokens = [.. Enum.GetValues<Role>().Select(role => new TokenSettings { Name = $"{role}", Token = new Secret(Token(role)), Role = role })] },
    };

    public static string Token(Role role) => $"token-of-{role}-0123456789";

    private static SourceSettings Source(string name, string scheme = "none") => new()
    {
        Name = name,
        Scheme = GenericScheme.Create(scheme, new ProviderConfig(scheme == "none"
            ? new Dictionary<string, IReadOnlyList<string>>()
            : new Dictionary<string, IReadOnlyList<string>> { ["header"] = ["X-Token"], ["secret"] = [SourceToken] })),
        SchemeName = scheme,
        Identity = new EventIdentity
        {
            Id = [new Selector([new SelectorPart(SelectorKind.Pointer, "/id")])],
            IdRequired = true,
            Type = [new Selector([new SelectorPart(SelectorKind.Pointer, "/type")])],
            Key = [new Selector([new SelectorPart(SelectorKind.Pointer, "/key")])],
        },
        MaxBody = MaxBody,
        Secrets = scheme == "none" ? [] : [new Secret(SourceToken)],
    };

    /// <summary>Echoes the challenge of a GET, as platforms ask for before they send.</summary>
    private sealed class Echo : IHandshake
    {
        public bool Signed => false;

        public HandshakeAnswer? Answer(SignedRequest request) =>
            request.Method == "GET" ? new HandshakeAnswer(200, "text/plain", "challenge accepted"u8.ToArray()) : null;
    }
}
