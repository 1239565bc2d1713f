using System.Collections.Frozen;
using Breakwater.Configuration;
using Breakwater.Judging;
using Breakwater.Model;
using Breakwater.Verification;

namespace Breakwater.Routing;

/// <summary>
/// What events say of entities, for one configuration: a pure function, compiled once. A reload makes a new one. Of each kind of entity an
/// event says one thing at most: that of the first line that matches it.
/// </summary>
internal sealed class EntityClaims
{
    private readonly FrozenDictionary<string, Kind[]> sources;

    public EntityClaims(Settings settings)
    {
        Rules = settings.Entities.ToFrozenDictionary(pair => pair.Key, pair => new EntityRules(pair.Value), StringComparer.Ordinal);
        var kinds = settings.Entities.Values.OrderBy(entity => entity.Name, StringComparer.Ordinal).Select(entity => new Kind(entity, Rules[entity.Name])).ToList();
        sources = kinds.SelectMany(kind => kind.Sources).Distinct(StringComparer.Ordinal).ToFrozenDictionary(
            source => source, source => kinds.Where(kind => kind.Sources.Contains(source)).ToArray(), StringComparer.Ordinal);
    }

    /// <summary>The rules of each kind, by name.</summary>
    public FrozenDictionary<string, EntityRules> Rules { get; }

    /// <summary>What an event says; empty for most.</summary>
    public IReadOnlyList<Statement> Of(Event evt)
    {
        if (!sources.TryGetValue(evt.Source, out var kinds))
        {
            return [];
        }

        List<Statement>? found = null;
        foreach (var kind in kinds)
        {
            if (kind.Read(evt) is { } statement)
            {
                (found ??= []).Add(statement);
            }
        }

        return found ?? (IReadOnlyList<Statement>)[];
    }

    /// <summary>One kind of entity.</summary>
    private sealed class Kind(EntitySettings settings, EntityRules rules)
    {
        private readonly Line[] lines = [.. settings.Events.Select(evt => new Line(evt))];

        public HashSet<string> Sources { get; } = settings.Events.SelectMany(evt => evt.From).ToHashSet(StringComparer.Ordinal);

        public Statement? Read(Event evt)
        {
            var line = Array.Find(lines, line => line.Matches(evt));
            return line?.Read(evt) is { } said && (said.Key ?? said.Link) is not null
                ? new Statement(rules, said.Key, line.State, said.Version) { Link = said.Link, Learn = said.Learn }
                : null;
        }
    }

    /// <summary>What one event says of its entity.</summary>
    private readonly record struct Said(string? Key, string? Version, string? Link, IReadOnlyList<string> Learn);

    /// <summary>Events that declare one state.</summary>
    private sealed class Line(EntityEventSettings settings)
    {
        private readonly FrozenSet<string> from = settings.From.ToFrozenSet(StringComparer.Ordinal);
        private readonly TypePattern[] types = [.. settings.Types.Select(type => new TypePattern(type))];

        // A link is read where the id of an event would be: of several places the first that is there.
        private readonly IdentityReader reader = new(new EventIdentity { Id = settings.Link, Key = settings.Key, Version = settings.Version, IdRequired = true });

        // Each name is learned, so each has a reader of its own.
        private readonly IdentityReader[] names = [.. settings.Learn.Select(name => new IdentityReader(new EventIdentity { Id = [name], IdRequired = true }))];

        public string State => settings.State;

        public bool Matches(Event evt) => from.Contains(evt.Source) && (types.Length == 0 || Array.Exists(types, type => type.Matches(evt.Type)));

        /// <summary>A key, version or name beyond its bounds is none: it would not be one at the door, either.</summary>
        public Said Read(Event evt)
        {
            if (settings.Key.Count == 0 && settings.Version.Count == 0 && settings.Link.Count == 0 && names.Length == 0)
            {
                return new Said(evt.Key, evt.Version, null, []);
            }

            var request = new SignedRequest
            {
                Method = "POST",
                Url = "/",
                Headers = [.. evt.Headers.Select(header => KeyValuePair.Create(header.Name, header.Value))],
                Body = evt.Body,
            };
            var reading = reader.Read(request);
            return new Said(
                settings.Link.Count > 0 ? null : settings.Key.Count == 0 ? evt.Key : Bounded(reading.Key),
                settings.Version.Count == 0 ? evt.Version : Bounded(reading.Version),
                settings.Link.Count > 0 ? Bounded(reading.Id) : null,
                [.. names.Select(name => Bounded(name.Read(request).Id)).OfType<string>().Distinct(StringComparer.Ordinal)]);
        }

        private static string? Bounded(string? text) => text is { Length: <= Limits.IdentityLength } ? text : null;
    }
}

/// <summary>What an event says of an entity, before it is known what it means.</summary>
/// <param name="Rules">The rules of the entity's kind.</param>
/// <param name="Key">Which entity; null where it is found by a link.</param>
/// <param name="State">The state that it declares.</param>
/// <param name="Version">The version; null where there is none.</param>
internal sealed record Statement(EntityRules Rules, string? Key, string State, string? Version)
{
    /// <summary>What the entity is found by where there is no key.</summary>
    public string? Link { get; init; }

    /// <summary>What further events of it may be found by.</summary>
    public IReadOnlyList<string> Learn { get; init; } = [];
}
