using System.Globalization;

namespace Breakwater.Configuration.Options;

/// <summary>Where a value stands in the tree. The path is put together only when an error needs it.</summary>
internal sealed class Place
{
    private readonly Place? parent;
    private readonly string segment;

    private Place(Place? parent, string segment, ConfigurationNode node, int keyLine, int keyColumn)
    {
        this.parent = parent;
        this.segment = segment;
        Node = node;
        KeyLine = keyLine;
        KeyColumn = keyColumn;
    }

    public ConfigurationNode Node { get; }

    /// <summary>The line of the name under which the value stands; the value's own where it has none.</summary>
    public int KeyLine { get; }

    /// <summary>The column of that name.</summary>
    public int KeyColumn { get; }

    public string Path
    {
        get
        {
            var before = parent?.Path ?? "";
            return before.Length == 0 || segment.StartsWith('[') ? before + segment : $"{before}.{segment}";
        }
    }

    public static Place Root(ConfigurationNode node) => new(null, "", node, node.Line, node.Column);

    public Place Entry(ConfigurationEntry entry) => new(this, entry.Key, entry.Value, entry.Line, entry.Column);

    public Place Item(int index, ConfigurationNode node) =>
        new(this, string.Create(CultureInfo.InvariantCulture, $"[{index}]"), node, node.Line, node.Column);
}
