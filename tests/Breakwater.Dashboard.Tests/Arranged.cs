using System.Collections.Frozen;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Verification;
using Breakwater.Verification.Schemes;

namespace Breakwater.Dashboard.Tests;

/// <summary>A shop whose orders go to two destinations, of which one refuses; and a source that wants a token.</summary>
internal static class Arranged
{
    public const string Evil = "<script>window.broken = true</script><img src=x onerror='window.broken = true'>";

    public static Settings Settings { get; } = new()
    {
        Listen = new ListenSettings { Ingress = new Uri("http://127.0.0.1:0"), Admin = new Uri("http://127.0.0.1:0") },
        Sources = new[] { Source("shop"), Source("checked", "token") }.ToFrozenDictionary(source => source.Name),
        Destinations = new[]
        {
            new DestinationSettings { Name = "orders", Url = new Uri("https://orders.example.com/hooks") },
            new DestinationSettings { Name = "crm", Url = new Uri("https://crm.example.com/in") },
        }.ToFrozenDictionary(destination => destination.Name),
        Routes =
        [
            new RouteSettings { From = ["shop"], To = ["orders"], Entity = "order" },
            new RouteSettings { From = ["shop"], To = ["crm"] },
        ],
        Entities = new[]
        {
            new EntitySettings
            {
                Name = "order",
                Initial = "created",
                Transitions = new Dictionary<string, IReadOnlyList<string>> { ["created"] = ["paid"] }.ToFrozenDictionary(),
                Events =
                [
                    new EntityEventSettings { From = ["shop"], Types = ["order.created"], Key = [Pointer("/order")], State = "created" },
                    new EntityEventSettings { From = ["shop"], Types = ["order.paid"], Key = [Pointer("/order")], State = "paid" },
                ],
            },
        }.ToFrozenDictionary(entity => entity.Name),
    };

    public static Settings WithToken { get; } = Settings with
    {
        Admin = new AdminSettings { Tokens = [new TokenSettings { Name = "ops", Token = new Secret("token-of-ops-0123456789"), Role = Role.Operate }] },
    };

    private static Selector Pointer(string path) => new([new SelectorPart(SelectorKind.Pointer, path)]);

    private static SourceSettings Source(string name, string scheme = "none") => new()
    {
        Name = name,
        Scheme = GenericScheme.Create(scheme, new ProviderConfig(scheme == "none"
            ? new Dictionary<string, IReadOnlyList<string>>()
            : new Dictionary<string, IReadOnlyList<string>> { ["header"] = ["X-Token"], ["secret"] = ["source-token-source-token"] })),
        SchemeName = scheme,
        Identity = new EventIdentity { Id = [Pointer("/id")], IdRequired = true, Type = [Pointer("/type")], Key = [Pointer("/order")] },
        MaxBody = 100_000,
    };
}
