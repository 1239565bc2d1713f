namespace Breakwater.Configuration;

/// <summary>
/// A piece of a configuration file as it stands there, whatever the file's language: a scalar, a sequence or a mapping, with its place.
/// Closed: only the nested classes derive from it.
/// </summary>
public abstract class ConfigurationNode
{
    private ConfigurationNode(int line, int column)
    {
        Line = line;
        Column = column;
    }

    /// <summary>The line, from 1.</summary>
    public int Line { get; }

    /// <summary>The column, from 1.</summary>
    public int Column { get; }

    /// <summary>A single value, before any <c>${…}</c> in it is replaced.</summary>
    /// <param name="text">The text, without quotes.</param>
    /// <param name="plain">True when it stands without quotes: only then <c>true</c>, <c>12</c> and nothing at all are not text.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column, from 1.</param>
    public sealed class Scalar(string text, bool plain, int line, int column) : ConfigurationNode(line, column)
    {
        /// <summary>The text, without quotes.</summary>
        public string Text { get; } = text;

        /// <summary>True when it stands without quotes.</summary>
        public bool Plain { get; } = plain;

        /// <summary>True for a value that is not there: nothing, <c>~</c> or <c>null</c> without quotes.</summary>
        public bool IsNull => Plain && (Text is "" or "~" or "null");
    }

    /// <summary>A list.</summary>
    /// <param name="items">The items, in order.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column, from 1.</param>
    public sealed class Sequence(IReadOnlyList<ConfigurationNode> items, int line, int column) : ConfigurationNode(line, column)
    {
        /// <summary>The items, in order.</summary>
        public IReadOnlyList<ConfigurationNode> Items { get; } = items;
    }

    /// <summary>Names and values; no name comes twice.</summary>
    /// <param name="entries">The entries, in order.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column, from 1.</param>
    public sealed class Mapping(IReadOnlyList<ConfigurationEntry> entries, int line, int column) : ConfigurationNode(line, column)
    {
        /// <summary>The entries, in order.</summary>
        public IReadOnlyList<ConfigurationEntry> Entries { get; } = entries;
    }
}

/// <summary>A name and its value in a <see cref="ConfigurationNode.Mapping"/>.</summary>
/// <param name="Key">The name.</param>
/// <param name="Line">The name's line, from 1.</param>
/// <param name="Column">The name's column, from 1.</param>
/// <param name="Value">The value.</param>
public sealed record ConfigurationEntry(string Key, int Line, int Column, ConfigurationNode Value);
