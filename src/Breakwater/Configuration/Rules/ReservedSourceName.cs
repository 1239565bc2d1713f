using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration.Rules;

/// <summary>Breakwater's own events come from sources of its own names.</summary>
internal static class ReservedSourceName
{
    /// <summary>The source of alerts: the one of them that a route may name.</summary>
    public const string OfAlerts = "breakwater";

    private static readonly string[] Reserved = [OfAlerts, "calls"];

    public static void Check(Draft draft, Report report)
    {
        foreach (var source in draft.Sources.Where(s => Reserved.Contains(s.Name)))
        {
            report.KeyFault(source.Place, $"'{source.Name}' is the name of Breakwater's own source; give this one another");
        }
    }
}
