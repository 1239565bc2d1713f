namespace Breakwater.Cli.Yaml;

/// <summary>The text is no YAML that a configuration may be: the reading ends here.</summary>
internal sealed class YamlFault(int line, int column, string message) : Exception(message)
{
    public int Line { get; } = line;

    public int Column { get; } = column;
}
