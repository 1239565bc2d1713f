using System.IO.Enumeration;
using Breakwater.Cli.Client;

namespace Breakwater.Cli.Commands;

/// <summary>Which of the live stream <c>tail</c> shows: each part that is given must match. A gap always passes.</summary>
internal sealed class NoticeFilter(string? source, string? type, string? destination)
{
    public bool Passes(NoticeView notice) => notice.Kind == "gap"
        || ((source is null || source == notice.Source)
            && (type is null || (notice.Type is { } named && Matches(type, named)))
            && (destination is null || destination == notice.Destination));

    /// <summary>As in a route: <c>*</c> stands for anything, everything else for itself.</summary>
    private static bool Matches(string pattern, string name) =>
        FileSystemName.MatchesSimpleExpression(
        pattern.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("?", "\\?", StringComparison.Ordinal), name, ignoreCase: false);
}
