using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration.Rules;

/// <summary>Breakwater's own events come from a source of its own name.</summary>
internal static class ReservedSourceName
{
    private static readonly string[] Reserved = ["breakwater", "calls"];

    public static void Check(Draft draft, Report report)
    {
        foreach (var source in draft.Sources.Where(s => Reserved.Contains(s.Name)))
        {
            report.KeyFault(source.Place, $"'{source.Name}' is the name of Breakwater's own source; give this one another");
        }
    }
}
