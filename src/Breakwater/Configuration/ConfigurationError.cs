using System.Globalization;
using System.Text;

namespace Breakwater.Configuration;

/// <summary>One mistake in a configuration file (or one remark on it), with its place. Never holds a secret or a replaced value.</summary>
public sealed record ConfigurationError
{
    /// <summary>The file, as it was named.</summary>
    public required string File { get; init; }

    /// <summary>The line, from 1; 0 where the whole file is meant.</summary>
    public int Line { get; init; }

    /// <summary>The column, from 1; 0 where the whole file is meant.</summary>
    public int Column { get; init; }

    /// <summary>Where in the tree: <c>destinations.orders.retry.first</c>, <c>routes[0].to[1]</c>; empty for the whole file.</summary>
    public string Path { get; init; } = "";

    /// <summary>What is wrong.</summary>
    public required string Message { get; init; }

    /// <summary>What would be right, where that is not clear from the message.</summary>
    public string? Expected { get; init; }

    /// <summary>The name that was probably meant.</summary>
    public string? DidYouMean { get; init; }

    /// <summary>One line: <c>file(line,col): path: message; expected …; did you mean '…'?</c></summary>
    public override string ToString()
    {
        var text = new StringBuilder(File);
        if (Line > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"({Line},{Column})");
        }

        text.Append(": ");
        if (Path.Length > 0)
        {
            text.Append(Path).Append(": ");
        }

        text.Append(Message);
        if (Expected is not null)
        {
            text.Append("; expected ").Append(Expected);
        }

        if (DidYouMean is not null)
        {
            text.Append("; did you mean '").Append(DidYouMean).Append("'?");
        }

        return text.ToString();
    }
}
