namespace Breakwater.Configuration.Options;

/// <summary>What the reading of one file shares: where values come from, and where errors go.</summary>
internal sealed class Binding(ConfigurationSurroundings surroundings)
{
    private readonly Substitution substitution = new(surroundings);

    public Report Report { get; } = new(surroundings.File);

    public IReadOnlyCollection<string> Files => substitution.Files;

    /// <summary>The text of a scalar with its <c>${…}</c> replaced; false when it is no scalar, is not there, or cannot be replaced.</summary>
    public bool TryText(Place place, string expected, out ScalarText text)
    {
        text = default;
        if (place.Node is not ConfigurationNode.Scalar scalar)
        {
            Report.Fault(place, $"found {Describe(place.Node)}", expected);
            return false;
        }

        if (scalar.IsNull)
        {
            Report.Fault(place, "has no value", expected);
            return false;
        }

        if (!Substitution.Applies(scalar.Text))
        {
            text = new ScalarText(scalar.Text, scalar.Plain, scalar.Text);
            return true;
        }

        var replaced = substitution.Replace(scalar.Text, out var fault);
        if (replaced is null)
        {
            Report.Fault(place, fault!);
            return false;
        }

        text = new ScalarText(replaced, Plain: true, scalar.Text);
        return true;
    }

    /// <summary>What a node is, in words.</summary>
    public static string Describe(ConfigurationNode node) => node switch
    {
        ConfigurationNode.Mapping => "a mapping",
        ConfigurationNode.Sequence => "a list",
        ConfigurationNode.Scalar { IsNull: true } => "nothing",
        _ => "a single value",
    };
}

/// <summary>A scalar's text, ready to be read.</summary>
/// <param name="Text">With everything replaced: may be secret, never to be shown.</param>
/// <param name="Plain">True when it may be a number or boolean: it stands without quotes, or something was replaced in it.</param>
/// <param name="AsWritten">As it stands in the file: what an error may show.</param>
internal readonly record struct ScalarText(string Text, bool Plain, string AsWritten)
{
    private const int MaxShown = 60;

    /// <summary>What an error shows: the text as written, cut where it is long, in one line.</summary>
    public string Shown
    {
        get
        {
            var line = AsWritten.ReplaceLineEndings(" ");
            return line.Length <= MaxShown ? $"'{line}'" : $"'{line[..MaxShown]}…'";
        }
    }
}
