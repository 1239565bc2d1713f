using System.Collections.Frozen;
using System.Text;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Verification;
using Breakwater.Verification.Schemes;

namespace Breakwater.Tests;

/// <summary>Small pieces of configuration and events for tests of single stages.</summary>
internal static class Arranged
{
    public const string Secret = "correct horse battery staple";

    public static EventIdentity Declared { get; } = new()
    {
        Id = [Select(SelectorKind.Pointer, "/id")],
        IdRequired = true,
        Type = [Select(SelectorKind.Pointer, "/type")],
        Key = [Select(SelectorKind.Pointer, "/key")],
        Version = [Select(SelectorKind.Pointer, "/version")],
        Time = [Select(SelectorKind.Pointer, "/time")],
    };

    public static Selector Select(SelectorKind kind, string value) => new([new SelectorPart(kind, value)]);

    public static SourceSettings Source(string name, EventIdentity? identity = null, string scheme = "none", string? header = null) => new()
    {
        Name = name,
        Scheme = GenericScheme.Create(scheme, new ProviderConfig(header is null
            ? new Dictionary<string, IReadOnlyList<string>>()
            : new Dictionary<string, IReadOnlyList<string>> { ["header"] = [header], ["secret"] = [Secret] })),
        SchemeName = scheme,
        Identity = identity ?? Declared,
        Secrets = scheme == "none" ? [] : [new Secret(Secret)],
    };

    public static Settings Settings(IEnumerable<SourceSettings> sources, IReadOnlyList<RouteSettings>? routes = null, params IEnumerable<string> destinations) => new()
    {
        Sources = sources.ToFrozenDictionary(source => source.Name),
        Routes = routes ?? [],
        Destinations = destinations
            .Select(name => new DestinationSettings { Name = name, Url = new Uri($"https://{name}.example.com/") })
            .ToFrozenDictionary(destination => destination.Name),
    };

    public static Event Event(string? type, string body = "{}", string source = "shop") => new()
    {
        Id = new EventId(new SortableId(1, 1)),
        Source = source,
        IdempotencyId = "1",
        Type = type,
        ReceivedAt = DateTimeOffset.UnixEpoch,
        Headers = [],
        Body = Encoding.UTF8.GetBytes(body),
    };
}
