using System.Text.Json.Nodes;
using Breakwater.Configuration.Options;
using Breakwater.Verification;

namespace Breakwater.Configuration.Sections;

/// <summary><c>event</c> of a source: where an event's parts are read. Over a preset, each one replaces the preset's.</summary>
internal static class EventOptions
{
    private const string Words = "header:NAME, query:NAME, or a JSON Pointer into the body such as /data/id";

    private static readonly Shape<IReadOnlyList<Placed<Selector>>> Place = Collections.List(Selecting(Words, hash: false), 1, 8, single: true);

    public static Option<IReadOnlyList<Placed<Selector>>> Id { get; } = new(
        "id",
        Collections.List(Selecting("header:NAME, query:NAME, a JSON Pointer into the body such as /data/id, or body-hash", hash: true), 1, 8, single: true),
        "The idempotency id: what makes two arrivals the same event. Declared and absent: 422. Several places: the first one that is there.")
    {
        DefaultWords = "the preset's; without a preset the hash of the body",
    };

    public static Option<IReadOnlyList<Placed<Selector>>> Type { get; } = Of("type", "The type, which routes match on.");

    public static Option<IReadOnlyList<Placed<Selector>>> Key { get; } = Of("key", "Which entity the event is about.");

    public static Option<IReadOnlyList<Placed<Selector>>> Version { get; } = Of("version", "A number or a time that grows with every change of that entity.");

    public static Option<IReadOnlyList<Placed<Selector>>> Time { get; } = Of("time", "When it happened: RFC 3339, or Unix seconds or milliseconds.");

    public static Section Section { get; } = new("event", "Where an event's parts are read.", [Id, Type, Key, Version, Time]);

    /// <summary>The preset's places (or none), with those of the section instead.</summary>
    public static EventIdentity Compose(EventIdentity preset, Values? section)
    {
        if (section is null)
        {
            return preset;
        }

        var id = Over(preset.Id, section, Id);
        return new EventIdentity
        {
            Id = id,
            IdRequired = section.Has(Id) ? !id.Any(IsHash) : preset.IdRequired,
            Type = Over(preset.Type, section, Type),
            Key = Over(preset.Key, section, Key),
            Version = Over(preset.Version, section, Version),
            Time = Over(preset.Time, section, Time),
        };
    }

    private static bool IsHash(Selector selector) => selector.Parts is [{ Kind: SelectorKind.BodyHash }];

    private static IReadOnlyList<Selector> Over(IReadOnlyList<Selector> preset, Values section, Option<IReadOnlyList<Placed<Selector>>> option) =>
        section.TryGet(option, out var own) ? [.. own.Select(s => s.Value)] : preset;

    private static Option<IReadOnlyList<Placed<Selector>>> Of(string name, string meaning) =>
        new(name, Place, meaning) { DefaultWords = "the preset's; else none" };

    /// <summary>A place in a request: the hash of the body and the query count where they are asked for.</summary>
    public static Shape<Selector> Selecting(string words, bool hash, bool query = true) => Shapes.Scalar(
        words,
        () => new JsonObject
        {
            ["type"] = "string",
            ["pattern"] = $"^(header:.+|{(query ? "query:.+|" : "")}/.*{(hash ? "|body-hash" : "")})$",
        },
        Show,
        (ScalarText text, out Selector value, out string? fault) =>
        {
            var part = Parse(text.Text, hash, query);
            value = part is { } found ? new Selector([found]) : null!;
            fault = part is null ? $"{text.Shown} is no place in a request" : null;
            return part is not null;
        });

    private static string Show(Selector selector) => string.Concat(selector.Parts.Select(p => p.Kind switch
    {
        SelectorKind.Header => "header:" + p.Value,
        SelectorKind.Query => "query:" + p.Value,
        SelectorKind.BodyHash => "body-hash",
        _ => p.Value,
    }));

    private static SelectorPart? Parse(string text, bool hash, bool query)
    {
        if (hash && text == "body-hash")
        {
            return new SelectorPart(SelectorKind.BodyHash, "");
        }

        if (text.StartsWith('/'))
        {
            return JsonPointers.Fault(text) is null ? new SelectorPart(SelectorKind.Pointer, text) : null;
        }

        if (text.StartsWith("header:", StringComparison.Ordinal))
        {
            var name = text["header:".Length..];
            return HeaderRules.IsName(name) ? new SelectorPart(SelectorKind.Header, name) : null;
        }

        return query && text.StartsWith("query:", StringComparison.Ordinal) && text.Length is > 6 and <= 256
            ? new SelectorPart(SelectorKind.Query, text["query:".Length..])
            : null;
    }
}
