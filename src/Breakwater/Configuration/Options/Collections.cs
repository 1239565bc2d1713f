using System.Globalization;
using System.Text.Json.Nodes;

namespace Breakwater.Configuration.Options;

/// <summary>The kinds of values that hold others: lists, mappings with free names, sections.</summary>
internal static class Collections
{
    /// <summary>A list; where <paramref name="single"/>, one value may stand without a list.</summary>
    public static Shape<IReadOnlyList<Placed<T>>> List<T>(Shape<T> inner, int min, int max, bool single = false)
    {
        var range = string.Create(CultureInfo.InvariantCulture, $"{min} to {max}");
        var words = single ? $"{inner.Words}, or a list of up to {max}" : $"a list of {range}, each {inner.Words}";
        return new Shape<IReadOnlyList<Placed<T>>>
        {
            Words = words,
            Secret = inner.Secret,
            Section = inner.Section,
            Show = values => "[" + string.Join(", ", values.Select(v => inner.Show(v.Value))) + "]",
            Schema = definitions =>
            {
                var list = new JsonObject { ["type"] = "array", ["items"] = inner.Schema(definitions), ["minItems"] = min, ["maxItems"] = max };
                return single ? new JsonObject { ["anyOf"] = new JsonArray(inner.Schema(definitions), list) } : list;
            },
            Read = (Place place, Binding binding, out IReadOnlyList<Placed<T>> values) =>
            {
                values = [];
                if (place.Node is ConfigurationNode.Sequence { Items: var items } && (items.Count < min || items.Count > max))
                {
                    binding.Report.Fault(place, string.Create(CultureInfo.InvariantCulture, $"a list of {items.Count}"), words);
                    return false;
                }

                if (place.Node is not ConfigurationNode.Sequence && !single)
                {
                    binding.Report.Fault(place, $"found {Binding.Describe(place.Node)}", words);
                    return false;
                }

                return ReadItems(inner, place, binding, out values);
            },
        };
    }

    /// <summary>A mapping whose names are free, within a rule.</summary>
    public static Shape<IReadOnlyList<Named<T>>> Map<T>(Shape<T> inner, NameRule names, int max)
    {
        var words = $"a mapping from {names.Words} to {inner.Words}";
        return new Shape<IReadOnlyList<Named<T>>>
        {
            Words = words,
            Secret = inner.Secret,
            Section = inner.Section,
            Show = values => values.Count == 0 ? "none" : "{ " + string.Join(", ", values.Select(v => $"{v.Name}: {inner.Show(v.Value)}")) + " }",
            Schema = definitions =>
            {
                var patterns = new JsonObject { [names.Pattern] = inner.Schema(definitions) };
                if (names.FreePrefix)
                {
                    patterns["^" + Section.FreePrefix] = new JsonObject();
                }

                return new JsonObject { ["type"] = "object", ["patternProperties"] = patterns, ["additionalProperties"] = false };
            },
            Read = (Place place, Binding binding, out IReadOnlyList<Named<T>> values) =>
            {
                values = [];
                if (place.Node is not ConfigurationNode.Mapping mapping)
                {
                    binding.Report.Fault(place, $"found {Binding.Describe(place.Node)}", words);
                    return false;
                }

                if (mapping.Entries.Count > max)
                {
                    binding.Report.Fault(place, string.Create(CultureInfo.InvariantCulture, $"a mapping of {mapping.Entries.Count}, at most {max} are allowed"));
                    return false;
                }

                values = ReadEntries(inner, names, place, mapping, binding);
                return true;
            },
        };
    }

    /// <summary>
    /// What can be read is kept for the rules, so that all errors are said at once; a section with a faulty item is not sound anyway.
    /// </summary>
    private static bool ReadItems<T>(Shape<T> inner, Place place, Binding binding, out IReadOnlyList<Placed<T>> values)
    {
        if (place.Node is not ConfigurationNode.Sequence sequence)
        {
            var read = inner.Read(place, binding, out var value);
            values = read ? [new Placed<T>(value, place)] : [];
            return read;
        }

        var items = new List<Placed<T>>(sequence.Items.Count);
        for (var i = 0; i < sequence.Items.Count; i++)
        {
            var itemPlace = place.Item(i, sequence.Items[i]);
            if (inner.Read(itemPlace, binding, out var value))
            {
                items.Add(new Placed<T>(value, itemPlace));
            }
        }

        values = items;
        return true;
    }

    private static List<Named<T>> ReadEntries<T>(Shape<T> inner, NameRule names, Place place, ConfigurationNode.Mapping mapping, Binding binding)
    {
        var entries = new List<Named<T>>(mapping.Entries.Count);
        foreach (var entry in mapping.Entries.Where(e => !names.FreePrefix || !e.Key.StartsWith(Section.FreePrefix, StringComparison.Ordinal)))
        {
            var entryPlace = place.Entry(entry);
            if (names.Fault(entry.Key) is { } fault)
            {
                binding.Report.KeyFault(entryPlace, fault, names.Words);
            }

            if (inner.Read(entryPlace, binding, out var value))
            {
                entries.Add(new Named<T>(entry.Key, value, entryPlace));
            }
        }

        return entries;
    }

    /// <summary>A section as the value of an option.</summary>
    public static Shape<Values> Of(Section section) => new()
    {
        Words = "a mapping",
        Section = section,
        Show = _ => "{}",
        Schema = section.Schema,
        Read = section.Read,
    };
}

/// <summary>What free names look like.</summary>
/// <param name="Words">In words.</param>
/// <param name="Pattern">As a pattern, for the schema; names beginning with <c>x-</c> are left out of it where those are free.</param>
/// <param name="FreePrefix">True when names beginning with <c>x-</c> are notes and not read.</param>
/// <param name="Fault">Why a name is not allowed, or null.</param>
internal sealed record NameRule(string Words, string Pattern, bool FreePrefix, Func<string, string?> Fault)
{
    /// <summary>The names of sources and destinations: parts of URLs, of headers and of log lines.</summary>
    public static NameRule Plain { get; } = new(
        "a name of lower-case letters, digits, - and _ (64 at most, a letter or digit first)",
        "^(?!x-)[a-z0-9][a-z0-9_-]{0,63}$",
        FreePrefix: true,
        name => IsPlain(name) ? null : name.Length == 0 ? "an empty name" : "this name is not allowed");

    private static bool IsPlain(string name) =>
        name.Length is > 0 and <= 64
        && name[0] is not '-' and not '_'
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');
}
