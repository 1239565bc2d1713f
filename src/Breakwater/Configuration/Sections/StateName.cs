using Breakwater.Configuration.Options;

namespace Breakwater.Configuration.Sections;

/// <summary>What a state of an entity may be called: it stands in addresses, in tables and in sentences.</summary>
internal static class StateName
{
    public const string Words = "the name of a state: letters, digits, - and _ (64 at most, a letter or digit first)";

    private const string Pattern = "^(?!x-)[A-Za-z0-9][A-Za-z0-9_-]{0,63}$";

    public static Shape<string> Shape { get; } = Shapes.Text(Words, 64, name => IsName(name) ? null : "this is no name of a state", Pattern);

    public static NameRule Rule { get; } = new(Words, Pattern, FreePrefix: true, name => IsName(name) ? null : "this is no name of a state");

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 64
        && char.IsAsciiLetterOrDigit(name[0])
        && !name.StartsWith(Section.FreePrefix, StringComparison.Ordinal)
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
