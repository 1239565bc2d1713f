using Breakwater.Configuration;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Breakwater.Cli.Yaml;

/// <summary>
/// Builds the neutral tree from YAML's events, with line and column of every piece. Bounded in depth and in nodes, aliases counted at
/// what they stand for, so that a small file cannot become a big tree. Tags have no meaning here and are refused.
/// </summary>
internal sealed class YamlTree
{
    /// <summary>How deep a configuration may nest.</summary>
    public const int MaxDepth = 64;

    /// <summary>How many pieces a configuration may have, aliases counted at what they stand for: enough for 10,000 rich destinations.</summary>
    public const int MaxNodes = 500_000;

    private readonly Parser parser;
    private readonly Dictionary<string, (ConfigurationNode Node, int Weight)> anchors = new(StringComparer.Ordinal);
    private readonly List<ConfigurationNode.Scalar> repeated = [];
    private int nodes;

    private YamlTree(TextReader text) => parser = new Parser(text);

    /// <summary>Names that stand twice in their mapping, where the second one stands.</summary>
    public IReadOnlyList<ConfigurationNode.Scalar> Repeated => repeated;

    /// <summary>The tree; null for a text without any content.</summary>
    /// <exception cref="YamlFault">It is no YAML, or more than a configuration may be.</exception>
    public static (ConfigurationNode? Root, IReadOnlyList<ConfigurationNode.Scalar> Repeated) Parse(string text)
    {
        using var reader = new StringReader(text);
        var tree = new YamlTree(reader);
        try
        {
            return (tree.Document(), tree.Repeated);
        }
        catch (YamlException fault)
        {
            throw new YamlFault((int)fault.Start.Line, (int)fault.Start.Column, YamlHints.Explain(text, fault));
        }
    }

    private ConfigurationNode? Document()
    {
        Take<StreamStart>();
        var start = Next();
        if (start is StreamEnd)
        {
            return null;
        }

        var root = Node(Next(), 0);
        Take<DocumentEnd>();
        var after = Next();
        return after is StreamEnd ? root : throw Fault(after, "a second YAML document: a configuration is one document");
    }

    private ConfigurationNode Node(ParsingEvent found, int depth)
    {
        if (depth > MaxDepth)
        {
            throw Fault(found, $"nested deeper than {MaxDepth} levels");
        }

        Count(found, 1);
        if (found is AnchorAlias alias)
        {
            return Resolve(alias);
        }

        var anchor = found is NodeEvent { Anchor.IsEmpty: false } node ? node.Anchor.Value : null;
        var before = nodes;
        ConfigurationNode built = found switch
        {
            Scalar scalar => Value(scalar),
            SequenceStart start => List(start, depth),
            MappingStart start => Map(start, depth),
            _ => throw Fault(found, "found something that is no value"),
        };
        if (anchor is not null)
        {
            anchors[anchor] = (built, nodes - before + 1);
        }

        return built;
    }

    private ConfigurationNode Resolve(AnchorAlias alias)
    {
        if (!anchors.TryGetValue(alias.Value.Value, out var target))
        {
            throw Fault(alias, "an alias (*) to an anchor (&) that does not stand before it");
        }

        Count(alias, target.Weight);
        return target.Node;
    }

    private static ConfigurationNode.Scalar Value(Scalar scalar) => new(scalar.Value, !IsText(scalar), Line(scalar), Column(scalar));

    private ConfigurationNode.Sequence List(SequenceStart start, int depth)
    {
        RefuseTag(start);
        var items = new List<ConfigurationNode>();
        for (var next = Next(); next is not SequenceEnd; next = Next())
        {
            items.Add(Node(next, depth + 1));
        }

        return new ConfigurationNode.Sequence(items, Line(start), Column(start));
    }

    private ConfigurationNode.Mapping Map(MappingStart start, int depth)
    {
        RefuseTag(start);
        var entries = new List<ConfigurationEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var merges = new List<(ParsingEvent At, ConfigurationNode Node)>();
        for (var next = Next(); next is not MappingEnd; next = Next())
        {
            var key = Key(next);
            var keyEvent = next;
            var value = Node(Next(), depth + 1);
            if (key is { Plain: true, Text: "<<" })
            {
                merges.Add((keyEvent, value));
            }
            else if (names.Add(key.Text))
            {
                entries.Add(new ConfigurationEntry(key.Text, key.Line, key.Column, value));
            }
            else
            {
                repeated.Add(key);
            }
        }

        foreach (var (at, node) in merges)
        {
            Merge(at, node, entries, names);
        }

        return new ConfigurationNode.Mapping(entries, Line(start), Column(start));
    }

    private ConfigurationNode.Scalar Key(ParsingEvent found)
    {
        Count(found, 1);
        return found is Scalar scalar ? Value(scalar) : throw Fault(found, "a name has to be a single text here");
    }

    /// <summary>YAML's merge key: what the mapping itself says wins, then the first of the merged ones.</summary>
    private void Merge(ParsingEvent at, ConfigurationNode node, List<ConfigurationEntry> entries, HashSet<string> names)
    {
        switch (node)
        {
            case ConfigurationNode.Mapping mapping:
                Count(at, mapping.Entries.Count);
                entries.AddRange(mapping.Entries.Where(e => names.Add(e.Key)));
                break;
            case ConfigurationNode.Sequence sequence when sequence.Items.All(i => i is ConfigurationNode.Mapping):
                foreach (var item in sequence.Items)
                {
                    Merge(at, item, entries, names);
                }

                break;
            default:
                throw Fault(at, "<< takes an alias of a mapping, or a list of them");
        }
    }

    private void Count(ParsingEvent at, int more)
    {
        nodes += more;
        if (nodes > MaxNodes)
        {
            throw Fault(at, $"more than {MaxNodes} values, aliases counted at what they stand for");
        }
    }

    private ParsingEvent Next() => parser.MoveNext() ? parser.Current! : throw new YamlFault(0, 0, "the text ends in the middle");

    private void Take<T>()
        where T : ParsingEvent
    {
        var found = Next();
        if (found is not T)
        {
            throw Fault(found, "the text is no single YAML document");
        }
    }

    private static bool IsText(Scalar scalar)
    {
        if (scalar.Tag.IsEmpty)
        {
            return scalar.Style != ScalarStyle.Plain;
        }

        return scalar.Tag.IsNonSpecific || scalar.Tag.Value == "tag:yaml.org,2002:str"
            ? true
            : throw Fault(scalar, "tags (!) have no meaning in a configuration");
    }

    private static void RefuseTag(NodeEvent node)
    {
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific)
        {
            throw Fault(node, "tags (!) have no meaning in a configuration");
        }
    }

    private static YamlFault Fault(ParsingEvent at, string message) => new(Line(at), Column(at), message);

    private static int Line(ParsingEvent at) => (int)at.Start.Line;

    private static int Column(ParsingEvent at) => (int)at.Start.Column;
}
